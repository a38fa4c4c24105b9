#pragma once
// Program: a testcase compiled to a flat list of operations that a user runs with a program counter
// and a few slots. Every name is a slot, every template, JMESPath, regex and comparator is
// compiled. Immutable and shared by all engine threads.
//
// Slots of one user (Program::slot_count): config variables and environs (set once per user),
// session values (extracted, exported, parameters; unset at the start of each iteration) and step
// variables (unset before each step that has some).

#include <any>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/base/client_certificate.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"
#include "hrp/expression/comparator.hpp"
#include "hrp/expression/custom_function.hpp"
#include "hrp/expression/jmespath.hpp"
#include "hrp/expression/regex.hpp"
#include "hrp/expression/template.hpp"
#include "hrp/testcase/file_source.hpp"
#include "hrp/testcase/parameters.hpp"

namespace hrp::testcase {

using expression::Slot;
using expression::Template;
using expression::Value;
using expression::ValueTemplate;
using expression::VariableRef;

// Gives a slot the value of a template. Lists of assignments are in dependency order.
struct Assignment {
  Slot slot = 0;
  std::string name;
  ValueTemplate value;
};

// Where a step stands in its file, for every message about it.
struct SourcePlace {
  std::string file;
  std::string step;  // "step 2 (login)"
};

// The left side of `extract` and of `check` (section 7 of the semantics).
struct ResponseExpression {
  enum class Kind : std::uint8_t {
    kValue,     // no response part in it: `value` is the result
    kJmesPath,  // search of the response object
    kRegex,     // first group in a text body
    kDynamic,   // holds `$`: `value` is evaluated to text, which is then one of the above
  };
  // What a plain path begins with; its further steps lead on from there.
  enum class Part : std::uint8_t { kNone, kBody, kStatus, kProtocol, kHeader, kCookie };
  Kind kind = Kind::kValue;
  Part part = Part::kNone;
  std::string source;
  ValueTemplate value;
  std::optional<expression::JmesPath> path;
  std::optional<expression::Regex> regex;
  std::optional<base::Error> error;  // a bad JMESPath or regex: kValue, the text is the result
};
// Classifies and compiles a text without `$` (used by the compiler, and by the engine for
// kDynamic).
[[nodiscard]] ResponseExpression compileResponseExpression(const std::string& text);

struct Extraction {
  std::string name;
  Slot slot = 0;
  ResponseExpression source;
};

struct Check {
  ResponseExpression actual;
  const expression::Comparator* comparator = nullptr;  // null: unknown name, the check fails
  std::string assertion;                               // the name as written
  ValueTemplate expected;
  std::string message;
};

struct FieldTemplate {
  Template name;
  ValueTemplate value;
};

struct UploadPart {
  Template name;
  ValueTemplate value;  // text with "@path;type=…;filename=…", evaluated per request
};

struct RequestBody {
  enum class Kind : std::uint8_t { kNone, kValue, kUpload };
  Kind kind = Kind::kNone;
  bool from_json_field = false;  // `json:` (adds its content type) rather than `body:`/`data:`
  ValueTemplate value;  // text is sent as is; map or list is JSON, or a form by content type
  std::vector<UploadPart> upload;
};

// One entry of `setup_hooks` or `teardown_hooks`: a text, or `{name: value}`.
struct Hook {
  enum class Effect : std::uint8_t {
    kNone,     // evaluated for what its functions do
    kAssign,   // its value becomes a variable of the step
    kReplace,  // its value becomes `$request` (setup) or `$response` (teardown)
    kMay,      // a text about `$request` or `$response`: replaces it when it gives such a map
  };
  Effect effect = Effect::kNone;
  std::string field;  // "setup_hooks[1]" or "setup_hooks[1].name"
  Slot slot = 0;      // of kAssign
  ValueTemplate value;
};

// What each sending reads comes first, as in Operation: a run of many steps has it from memory each
// time.
struct RequestStep {
  base::Duration timeout{};  // of the whole exchange with its redirects
  std::vector<Hook> setup_hooks;
  std::vector<Hook> teardown_hooks;
  std::vector<Extraction> extractions;
  std::vector<Check> checks;
  bool uses_request = false;   // a hook, extraction or check reads $request (Program::request_slot)
  bool uses_response = false;  // … or $response (Program::response_slot)
  bool may_change_request = false;  // a setup hook may put another map into $request
  bool allow_redirects = true;
  bool verify_tls = true;
  bool http2 = false;
  bool method_as_written = false;
  std::shared_ptr<const base::ClientCertificate> certificate;  // null: none
  std::string row_type;  // "request-GET" with the method as written, or "api"
  Template method;       // upper-cased when sent, but for method_as_written; "GET" when missing
  Template url;
  VariableRef base_url;  // count 0 when there is none
  std::vector<FieldTemplate> params;
  std::vector<FieldTemplate> headers;  // config under step, already merged
  std::vector<FieldTemplate> cookies;
  RequestBody body;
};

struct ThinkTimeStep {
  enum class Strategy : std::uint8_t { kDefault, kMultiply, kRandomPercentage, kIgnore };
  base::Duration time{};
  Strategy strategy = Strategy::kDefault;
  double low = 1;  // kMultiply: the factor; kRandomPercentage: the range
  double high = 1;
  base::Duration limit{};  // 0: none
};

struct TransactionStep {
  enum class Edge : std::uint8_t { kStart, kEnd };
  std::string name;
  Edge edge = Edge::kStart;
};

struct RendezvousStep {
  std::string name;
  double percent = 1;       // of the fleet's users, when number is 0
  std::int64_t number = 0;  // of users over the whole fleet
  base::Duration timeout{};
};

struct WebSocketStep {
  enum class Action : std::uint8_t { kOpen, kPing, kWriteAndRead, kRead, kWrite, kClose };
  Action action = Action::kOpen;
  std::string row_type;  // "websocket-open" …
  Template url;
  VariableRef base_url;
  std::vector<FieldTemplate> params;
  std::vector<FieldTemplate> headers;
  std::optional<ValueTemplate> text;
  std::optional<ValueTemplate> binary;
  std::uint16_t close_status = 1000;
  base::Duration timeout{};
  bool verify_tls = true;
  std::shared_ptr<const base::ClientCertificate> certificate;  // null: none
  std::vector<Extraction> extractions;
  std::vector<Check> checks;
};

// A referenced testcase: entering it, then its operations, then leaving it. Each of the two edges
// knows the other.
struct CallStep {
  enum class Edge : std::uint8_t { kEnter, kLeave };
  Edge edge = Edge::kEnter;
  std::string row_name;
  std::vector<std::pair<VariableRef, Slot>> inputs;   // kEnter: caller's → callee's session slot
  std::vector<Slot> cleared;                          // kEnter: callee's session slots, unset then
  std::vector<Assignment> config_variables;           // kEnter: callee's, evaluated then
  std::vector<std::pair<VariableRef, Slot>> outputs;  // kLeave: callee's → caller's session slot
  std::uint32_t return_index = 0;                     // kEnter: operation index of kLeave
  std::uint32_t call_index = 0;                       // kLeave: operation index of kEnter
};

// One step with what every kind has. What only its kind knows is in `action`, of one of the types
// in HRP_STEP_KINDS (step_kinds.hpp): the files of that kind read it, everyone else walks past.
struct Operation {
  SourcePlace place;
  Template name;                      // session variables only; its source when that fails
  std::string name_prefix;            // "STEP - " inside a referenced testcase
  int loops = 1;                      // `run` repeats the step as NAME_loop_1 …; boom does not
  std::optional<base::Error> broken;  // set: the step fails with this when it is reached
  std::vector<Assignment> variables;  // step variables, evaluated first
  std::vector<Slot> step_slots;       // unset before `variables` are evaluated
  std::vector<Slot> written_slots;    // others that the step may give a value
  std::uint32_t last = 0;             // of a step that holds others: the operation that closes it
  bool closes = false;                // this is that operation, no step by itself
  std::any action;
};

// The fields of a step, when it is of this type.
template <class Step>
[[nodiscard]] const Step* stepIf(const Operation& operation) {
  return std::any_cast<Step>(&operation.action);
}

// A problem found while compiling. `hrp boom` refuses to start with any; `hrp run` lets the step
// fail where it stands.
struct Diagnostic {
  std::string file;
  std::string step;   // empty: the config
  std::string field;  // "request.url", "validate[1].assert"
  base::Error error;
  // A call that cannot be right, in a testcase with a debugtalk file: its functions are known.
  bool wrong_call = false;
  [[nodiscard]] std::string text()
      const;  // "login.yaml: step 2 (get token): validate[0].assert: …"
  [[nodiscard]] base::Error asError() const;  // with that text
};

// A name as a record of a run shows it; count 0: nothing ever sets it.
struct NamedVariable {
  std::string name;
  VariableRef variable;
};

struct Program {
  std::string name;
  std::string file;
  std::string root;  // the project's folder
  int weight = 0;
  std::size_t slot_count = 0;
  std::vector<std::string> slot_names;                  // for messages and traces
  std::vector<std::pair<Slot, Value>> fixed_variables;  // environs, base_url …: constant values
  std::vector<Assignment> config_variables;             // evaluated once per user, in order
  std::vector<std::pair<Slot, Value>> config_values;    // of those, as loading found them
  // Unset at the start of each iteration; without those that its row sets anyway.
  std::vector<Slot> session_slots;
  std::vector<Operation> operations;
  // Slots that the engine fills when some template reads them: the step's name (as a step begins),
  // the request object (before the setup hooks), the response object (before the teardown hooks).
  std::optional<Slot> step_name_slot;
  std::optional<Slot> request_slot;
  std::optional<Slot> response_slot;
  std::shared_ptr<const ParameterSet> parameters;  // null when there are none
  base::Duration case_timeout{};                   // 0: none
  std::vector<NamedVariable> config_names;         // variables, environs and base_url
  std::vector<NamedVariable> exports;
  std::vector<std::string> thresholds;  // config.thresholds, as written
  std::vector<Diagnostic> diagnostics;
  // The custom functions that the templates call; empty when there are none. Evaluating may then
  // need FunctionContext::callCustom().
  std::vector<std::shared_ptr<const expression::CustomFunctionTable>> custom_functions;
};

// All testcases of a run with what their functions may read.
struct Workload {
  std::vector<std::shared_ptr<const Program>> programs;
  std::vector<std::pair<std::string, std::string>> environment;  // of .env
  std::shared_ptr<FileSource> files;  // thread safe for read() after loading
};

}  // namespace hrp::testcase
