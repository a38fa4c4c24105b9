#include "hrp/record/run_file.hpp"

#include <algorithm>
#include <utility>

#include "record/file/block.hpp"
#include "record/file/event_codec.hpp"
#include "record/file/figures_codec.hpp"
#include "record/file/name_table.hpp"

namespace hrp::record {

using base::fail;
using base::Result;

struct RunFile::Block {
  std::uint64_t at = 0;  // of what is behind its header
  std::uint32_t bytes = 0;
  std::uint32_t second = 0;
  BlockKind kind = BlockKind::kFigures;
};

struct RunFile::Parts {
  Names names;
  std::vector<Block> blocks;  // of seconds, in their order
  BlockUnpacker unpacker;
  FigureDecoder decoder;
  std::string packed;  // reused
  FigureColumns columns;
};

// Goes over a file once, checks every block and remembers where those of seconds are.
class RunFile::Scan {
 public:
  explicit Scan(RunFile& into) : into_(into) {}

  Result<> run() {
    if (auto known = header(); !known) return known;
    while (block()) {
    }
    if (too_late_) {
      return fail(base::ErrorCode::kParse, "has figures of second " + std::to_string(*too_late_) +
                                               ", and a run file holds " +
                                               std::to_string(kMostSeconds) + " s at most");
    }
    if (!has_origin_) return fail(base::ErrorCode::kParse, "holds no run");
    into_.unread_bytes_ = into_.file_->size() - at_;
    std::stable_sort(into_.parts_->blocks.begin(), into_.parts_->blocks.end(),
                     [](const Block& a, const Block& b) { return a.second < b.second; });
    return {};
  }

 private:
  Result<> header() {
    std::string bytes(std::min<std::uint64_t>(kFileHeaderBytes, into_.file_->size()), '\0');
    if (auto read = into_.file_->read(0, bytes); !read) return read;
    if (bytes.size() < kFileHeaderBytes || !bytes.starts_with(kFileMagic)) {
      return fail(base::ErrorCode::kParse, "is no run file", "hrp boom --save FILE writes one");
    }
    std::uint32_t version = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto byte = static_cast<unsigned char>(bytes[kFileMagic.size() + i]);
      version |= std::uint32_t{byte} << (8 * i);
    }
    if (version != kFileVersion) {
      return fail(base::ErrorCode::kParse, "has version " + std::to_string(version) +
                                               " of the format, and this hrp reads version " +
                                               std::to_string(kFileVersion));
    }
    at_ = kFileHeaderBytes;
    return {};
  }
  // False: here the usable part of the file ends.
  bool block() {
    const std::uint64_t size = into_.file_->size();
    std::string header(kBlockHeaderBytes, '\0');
    if (size - at_ < kBlockHeaderBytes || !into_.file_->read(at_, header)) return false;
    const auto known = readBlockHeader(header);
    if (!known || size - at_ - kBlockHeaderBytes < known->bytes) return false;
    std::string& behind = into_.parts_->packed;
    behind.resize(known->bytes);
    if (!into_.file_->read(at_ + kBlockHeaderBytes, behind)) return false;
    if (checksumOf(header, behind) != known->checksum || !take(*known, behind)) return false;
    at_ += kBlockHeaderBytes + known->bytes;
    return true;
  }
  bool take(const BlockHeader& header, const std::string& behind) {
    Parts& parts = *into_.parts_;
    std::string text;
    switch (header.kind) {
      case BlockKind::kFigures:
      case BlockKind::kMoment:
        if (header.second >= kMostSeconds) {
          too_late_ = header.second;
          return false;
        }
        parts.blocks.push_back({at_ + kBlockHeaderBytes, header.bytes, header.second, header.kind});
        into_.seconds_ = std::max(into_.seconds_, header.second + 1);
        return true;
      case BlockKind::kNames:
        return parts.unpacker.unpack(behind, {&text}) && parts.names.add(text);
      case BlockKind::kOrigin: {
        if (!parts.unpacker.unpack(behind, {&text})) return false;
        auto origin = decodeOrigin(text);
        has_origin_ = origin.has_value();
        if (origin) into_.origin_ = std::move(*origin);
        return has_origin_;
      }
      case BlockKind::kEnd: {
        if (!parts.unpacker.unpack(behind, {&text})) return false;
        auto end = decodeEnd(text);
        if (end) into_.end_ = std::move(*end);
        return end.has_value();
      }
    }
    return true;  // of a later hrp, which may have more kinds
  }

  RunFile& into_;
  std::uint64_t at_ = 0;
  bool has_origin_ = false;
  std::optional<std::uint32_t> too_late_;
};

RunFile::RunFile(base::StoredFilePtr file)
    : file_(std::move(file)), parts_(std::make_unique<Parts>()) {}
RunFile::~RunFile() = default;

Result<std::unique_ptr<RunFile>> RunFile::open(const std::string& path) {
  auto file = base::StoredFile::open(path);
  if (!file) return fail(std::move(file.error()));
  std::unique_ptr<RunFile> opened(new RunFile(std::move(*file)));
  if (auto scanned = Scan(*opened).run(); !scanned) {
    return fail(std::move(scanned).error().within(path));
  }
  return opened;
}

const std::vector<stats::RowKey>& RunFile::rows() const {
  return parts_->names.rows;
}

Result<> RunFile::visit(Window window, RunVisitor& visitor) const {
  std::optional<std::uint32_t> last;
  for (const Block& block : parts_->blocks) {
    if (!window.contains(block.second)) continue;
    if (last != block.second) visitor.second(block.second);
    last = block.second;
    if (auto visited = visitBlock(block, visitor); !visited) return visited;
  }
  return {};
}

Result<> RunFile::visitBlock(const Block& block, RunVisitor& visitor) const {
  Parts& parts = *parts_;
  parts.packed.resize(block.bytes);
  if (auto read = file_->read(block.at, parts.packed); !read) return read;
  if (block.kind == BlockKind::kMoment) {
    auto unpacked = parts.unpacker.unpack(parts.packed, {&parts.columns.numbers});
    if (!unpacked) return unpacked;
    auto moment = decodeMoment(parts.columns.numbers, parts.names);
    if (!moment) return fail(std::move(moment.error()));
    visitor.moment(*moment);
    return {};
  }
  auto unpacked =
      parts.unpacker.unpack(parts.packed, {&parts.columns.numbers, &parts.columns.buckets});
  if (!unpacked) return unpacked;
  return parts.decoder.decode(parts.columns, parts.names,
                              {[&](const stats::Slice& rest) { visitor.rest(rest); },
                               [&](const RecordedRow& row) { visitor.row(row); }});
}

}  // namespace hrp::record
