#include "testcase/steps/uploads.hpp"

#include <algorithm>

namespace hrp::testcase {
namespace {

constexpr std::uint64_t kMaxUploadRows = 10'000;

}  // namespace

std::string uploadPath(const std::string& value) {
  std::string_view piece = trimmed(std::string_view(value).substr(0, value.find(';')));
  if (!piece.starts_with('@')) return {};
  piece.remove_prefix(1);
  if (piece.size() >= 2 && piece.starts_with('"') && piece.ends_with('"')) {
    piece = piece.substr(1, piece.size() - 2);
  }
  return std::string(piece);
}

void collectUploads(const StepInput& input, const Operation& operation,
                    const std::vector<UploadPart>& parts) {
  LoadContext& context = input.with.context();
  std::vector<Value> values = input.with.loadValues();
  ParameterSet rows;
  if (input.with.program().parameters) rows = *input.with.program().parameters;
  for (ParameterSet::Table& table : rows.tables) table.order = ParameterSet::PickOrder::kSequential;
  const std::uint64_t count = std::min<std::uint64_t>(rows.rowCount(), kMaxUploadRows);
  for (const UploadPart& upload : parts) {
    const std::uint64_t tries = upload.value.isConstant() ? 1 : count;
    for (std::uint64_t row = 0; row < tries; ++row) {
      static_cast<void>(rows.apply(row, context.random(), values, context));
      for (const Assignment& assignment : operation.variables) {
        auto value = assignment.value.evaluate({values, &context});
        values[assignment.slot] = value ? std::move(*value) : expression::unsetValue();
      }
      const auto text = upload.value.evaluate({values, &context});
      if (!text || !text->is_string()) break;  // known only when it is sent
      const std::string path = uploadPath(text->get<std::string>());
      if (path.empty()) continue;
      auto file = context.files().open(absolutePath(context.files().workingFolder(), path));
      if (file) continue;
      input.compiler.diagnose("request.upload." + upload.name.source(), file.error());
      break;
    }
  }
}

}  // namespace hrp::testcase
