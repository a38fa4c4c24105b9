#include "hrp/record/run_file_writer.hpp"

#include "record/file/block.hpp"
#include "record/file/event_codec.hpp"
#include "record/file/figures_codec.hpp"
#include "record/file/name_table.hpp"

namespace hrp::record {

class RunFileWriter::Impl {
 public:
  std::string begin(const RunOrigin& origin) {
    names_ = NameTable();
    std::string bytes(kFileMagic);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes.push_back(static_cast<char>(kFileVersion >> shift));
    }
    return bytes + packer_.pack(BlockKind::kOrigin, 0, {encodeOrigin(origin)});
  }
  std::string figures(std::uint32_t second, const stats::Slice& slice) {
    const FigureColumns columns = encodeFigures(slice, names_);
    return names() + packer_.pack(BlockKind::kFigures, second, {columns.numbers, columns.buckets});
  }
  std::string moment(std::uint32_t second, const FleetMoment& moment) {
    const std::string column = encodeMoment(moment, names_);
    return names() + packer_.pack(BlockKind::kMoment, second, {column});
  }
  std::string end(const stats::Snapshot& snapshot) {
    return packer_.pack(BlockKind::kEnd, 0, {encodeEnd(snapshot)});
  }

 private:
  std::string names() {
    return names_.hasNew() ? packer_.pack(BlockKind::kNames, 0, {names_.takeNew()}) : "";
  }
  NameTable names_;
  BlockPacker packer_;
};

RunFileWriter::RunFileWriter() : impl_(std::make_unique<Impl>()) {}
RunFileWriter::~RunFileWriter() = default;

std::string RunFileWriter::begin(const RunOrigin& origin) {
  return impl_->begin(origin);
}
std::string RunFileWriter::figures(std::uint32_t second, const stats::Slice& slice) {
  return impl_->figures(second, slice);
}
std::string RunFileWriter::moment(std::uint32_t second, const FleetMoment& moment) {
  return impl_->moment(second, moment);
}
std::string RunFileWriter::end(const stats::Snapshot& snapshot) {
  return impl_->end(snapshot);
}

}  // namespace hrp::record
