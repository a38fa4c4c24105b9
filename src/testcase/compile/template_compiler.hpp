#pragma once
// TemplateCompiler: compiles the texts of one step (or of a config) against its scope and notes
// every problem as a Diagnostic of the program, with its file, step and field. Owned by one
// compilation.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/testcase/loader.hpp"
#include "hrp/testcase/program.hpp"
#include "testcase/compile/scope.hpp"
#include "testcase/read/case_model.hpp"

namespace hrp::testcase {

class TemplateCompiler final : private expression::Resolver {
 public:
  struct Target {
    Program& program;
    CaseScope& scope;
    SourcePlace place;
    std::string functions_file{};  // the debugtalk file, for the error of an unknown function
    // A function of that file by its name, null when it has none; empty when there is no file.
    std::function<const expression::Function*(std::string_view)> find_custom{};
    UrlCheck check_url{};
  };
  explicit TemplateCompiler(Target target) : target_(std::move(target)) {}

  [[nodiscard]] Template text(const std::string& field, const std::string& text, Stage stage);
  [[nodiscard]] ValueTemplate value(const std::string& field, const Value& value, Stage stage);
  [[nodiscard]] FieldTemplate field(const std::string& map, const std::string& name,
                                    const Value& value);
  [[nodiscard]] ResponseExpression response(const std::string& field, const std::string& text);
  [[nodiscard]] Check check(const ValidatorModel& model);
  // A step's name: session values only; as written when it refers to anything else.
  [[nodiscard]] Template name(const std::string& text);

  // As if a template of this stage had named the variable.
  void use(std::string_view name, Stage stage);

  void diagnose(const std::string& field, base::Error error);
  // Diagnoses a URL with a scheme that cannot be one.
  void checkUrl(const std::string& field, const std::string& url);
  [[nodiscard]] CaseScope& scope() { return target_.scope; }
  [[nodiscard]] bool usesRequest() const { return uses_request_; }
  [[nodiscard]] bool usesResponse() const { return uses_response_; }

 private:
  std::optional<VariableRef> variable(std::string_view name) override;
  const expression::Function* function(std::string_view name) override;
  void report(std::string_view text, std::size_t offset, const base::Error& error) override;
  void enter(const std::string& member) override;
  void leave() override;

  Target target_;
  std::string field_;
  std::vector<std::size_t> outer_fields_;  // lengths of field_ around the member being compiled
  Stage stage_ = Stage::kBegin;
  bool quiet_ = false;
  bool reported_ = false;
  bool unknown_function_ = false;  // the last one that was looked up
  bool uses_request_ = false;
  bool uses_response_ = false;
};

// A template that gives exactly this value: text in it is data, whatever `$` it holds.
[[nodiscard]] ValueTemplate literalTemplate(const Value& value);

}  // namespace hrp::testcase
