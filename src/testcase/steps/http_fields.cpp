#include "testcase/steps/http_fields.hpp"

#include <algorithm>
#include <cctype>

namespace hrp::testcase {
namespace {

bool sameHeader(std::string_view left, std::string_view right) {
  const auto same = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
}

// hrp writes the chunks itself, and no other transfer coding of a request is of any use.
FieldTemplate compileHeader(const std::string& map, const std::string& name, const Value& value,
                            TemplateCompiler& compiler) {
  FieldTemplate field = compiler.field(map, name, value);
  if (!sameHeader(name, "transfer-encoding") || !field.value.isConstant()) return field;
  const std::string coding = expression::toText(field.value.constant());
  if (sameHeader(trimmed(coding), "chunked")) return field;
  compiler.diagnose(map + "." + name,
                    base::Error{base::ErrorCode::kInvalidArgument,
                                "only \"chunked\" can be sent, not \"" + coding + "\"",
                                "send a coded body with Content-Encoding instead"});
  return field;
}

}  // namespace

VariableRef baseUrl(TemplateCompiler& compiler) {
  return compiler.scope().lookUp("base_url", Stage::kBegin).value_or(VariableRef{});
}

void checkHost(const std::string& field, const Template& url, const VariableRef& base_url,
               TemplateCompiler& compiler) {
  if (!url.isConstant()) return;
  compiler.checkUrl(field, expression::toText(url.constant()));
  if (base_url.count > 0) return;
  if (url.source().find("://") != std::string::npos) return;
  compiler.diagnose(
      field, base::Error{base::ErrorCode::kInvalidArgument, "\"" + url.source() + "\" has no host",
                         "set base_url in config"});
}

std::vector<FieldTemplate> compileFields(const std::string& path, const Value& map,
                                         TemplateCompiler& compiler) {
  std::vector<FieldTemplate> out;
  for (const auto& [name, value] : map.items()) out.push_back(compiler.field(path, name, value));
  return out;
}

std::vector<FieldTemplate> mergeHeaders(const TextPairs& config, const TextPairs& step,
                                        TemplateCompiler& compiler) {
  std::vector<FieldTemplate> out;
  for (const auto& [name, value] : config) {
    const bool replaced = std::any_of(step.begin(), step.end(), [&name = name](const auto& header) {
      return sameHeader(header.first, name);
    });
    if (!replaced && !name.starts_with(':')) {
      out.push_back(compileHeader("config.headers", name, value, compiler));
    }
  }
  for (const auto& [name, value] : step) {
    if (name.starts_with(':')) continue;
    out.push_back(compileHeader("request.headers", name, value, compiler));
  }
  return out;
}

// The order matters: checks see what the same step extracts, extractions do not.
ResponseUse compileResponseUse(const StepModel& model, TemplateCompiler& compiler,
                               Operation& operation) {
  ResponseUse out;
  for (const auto& [name, source] : model.extract) {
    out.extractions.push_back(Extraction{name, 0, compiler.response("extract." + name, source)});
  }
  for (Extraction& extraction : out.extractions) {
    extraction.slot = compiler.scope().sessionSlot(extraction.name);
    operation.written_slots.push_back(extraction.slot);
  }
  for (const ValidatorModel& validator : model.validate) {
    out.checks.push_back(compiler.check(validator));
  }
  return out;
}

}  // namespace hrp::testcase
