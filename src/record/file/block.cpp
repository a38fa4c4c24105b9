#include "record/file/block.hpp"

#include <zlib.h>
#include <zstd.h>

#include "hrp/base/assert.hpp"
#include "hrp/base/leb128.hpp"

namespace hrp::record {
namespace {

constexpr std::string_view kBlockMagic = "RUNB";
constexpr std::size_t kChecksumAt = 16;

void append32(std::string& into, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) into.push_back(static_cast<char>(number >> shift));
}
std::uint32_t number32(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  }
  return number;
}
uLong crcOf(uLong crc, std::string_view bytes) {
  return crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

}  // namespace

std::optional<BlockHeader> readBlockHeader(std::string_view bytes) {
  if (bytes.size() < kBlockHeaderBytes || !bytes.starts_with(kBlockMagic)) return std::nullopt;
  const std::uint32_t kind = number32(bytes, 4);
  BlockHeader header{static_cast<BlockKind>(kind), number32(bytes, 8), number32(bytes, 12),
                     number32(bytes, kChecksumAt)};
  if (kind < 1 || kind > 255 || header.bytes > kMaxBlockBytes) return std::nullopt;
  return header;
}

std::uint32_t checksumOf(std::string_view header, std::string_view behind) {
  return static_cast<std::uint32_t>(crcOf(crcOf(0, header.substr(0, kChecksumAt)), behind));
}

void BlockPacker::Free::operator()(ZSTD_CCtx_s* context) const {
  ZSTD_freeCCtx(context);
}

BlockPacker::BlockPacker() : context_(ZSTD_createCCtx()) {
  HRP_ASSERT(context_ != nullptr);
}

std::string BlockPacker::pack(BlockKind kind, std::uint32_t second,
                              const std::vector<std::string_view>& columns) {
  constexpr int kLevel = 1;
  base::LebWriter sizes;
  std::string packed;
  for (const std::string_view column : columns) {
    std::string bytes(ZSTD_compressBound(column.size()), '\0');
    const std::size_t size = ZSTD_compressCCtx(context_.get(), bytes.data(), bytes.size(),
                                               column.data(), column.size(), kLevel);
    HRP_ASSERT(ZSTD_isError(size) == 0);
    sizes.number(column.size());
    sizes.number(size);
    packed.append(bytes, 0, size);
  }
  const std::string behind = sizes.take() + packed;
  HRP_ASSERT(behind.size() <= kMaxBlockBytes);
  std::string block(kBlockMagic);
  append32(block, static_cast<std::uint32_t>(kind));
  append32(block, second);
  append32(block, static_cast<std::uint32_t>(behind.size()));
  append32(block, checksumOf(block, behind));
  return block + behind;
}

void BlockUnpacker::Free::operator()(ZSTD_DCtx_s* context) const {
  ZSTD_freeDCtx(context);
}

BlockUnpacker::BlockUnpacker() : context_(ZSTD_createDCtx()) {
  HRP_ASSERT(context_ != nullptr);
}

base::Result<> BlockUnpacker::unpack(std::string_view bytes,
                                     const std::vector<std::string*>& columns) {
  const auto bad = [](const char* what) {
    return base::fail(base::ErrorCode::kParse, std::string("block: bad ") + what);
  };
  base::LebReader in(bytes);
  std::vector<std::size_t> packed;
  for (std::string* column : columns) {
    column->resize(in.number("size", kMaxBlockBytes));
    packed.push_back(in.number("packed size", kMaxBlockBytes));
  }
  if (!in.good()) return bad(in.problem());
  std::string_view rest = in.rest();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (packed[i] > rest.size()) return bad("packed size");
    const std::size_t size = ZSTD_decompressDCtx(context_.get(), columns[i]->data(),
                                                 columns[i]->size(), rest.data(), packed[i]);
    if (size != columns[i]->size()) return bad("column");
    rest.remove_prefix(packed[i]);
  }
  return rest.empty() ? base::Result<>{} : bad("end");
}

}  // namespace hrp::record
