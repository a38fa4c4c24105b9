#pragma once
// Block: the unit of a run file: a header of fixed size with a checksum, and behind it columns of
// bytes, each compressed for itself. Blocks need nothing of each other to be unpacked, so a reader
// takes those of the window it wants, in the order of their seconds. docs/run-file.md has the
// layout.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace hrp::record {

inline constexpr std::string_view kFileMagic = "hrp-run\n";
inline constexpr std::uint32_t kFileVersion = 1;
inline constexpr std::size_t kFileHeaderBytes = 12;  // the magic and the version
inline constexpr std::size_t kBlockHeaderBytes = 20;
inline constexpr std::uint32_t kMaxBlockBytes = 256U << 20;  // of its columns, packed and unpacked

enum class BlockKind : std::uint8_t { kOrigin = 1, kNames, kFigures, kMoment, kEnd };

struct BlockHeader {
  BlockKind kind = BlockKind::kOrigin;
  std::uint32_t second = 0;  // 0 where it has no meaning
  std::uint32_t bytes = 0;   // behind the header
  std::uint32_t checksum = 0;
};

// Empty: these bytes are no header.
[[nodiscard]] std::optional<BlockHeader> readBlockHeader(std::string_view bytes);
// Of the header without it and of what is behind the header.
[[nodiscard]] std::uint32_t checksumOf(std::string_view header, std::string_view behind);

class BlockPacker {
 public:
  BlockPacker();
  // Of up to kMaxBlockBytes in all.
  [[nodiscard]] std::string pack(BlockKind kind, std::uint32_t second,
                                 const std::vector<std::string_view>& columns);

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
};

class BlockUnpacker {
 public:
  BlockUnpacker();
  // What is behind a header, as `columns.size()` columns.
  [[nodiscard]] base::Result<> unpack(std::string_view bytes,
                                      const std::vector<std::string*>& columns);

 private:
  struct Free {
    void operator()(ZSTD_DCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_DCtx_s, Free> context_;
};

}  // namespace hrp::record
