#pragma once
// Model: a testcase as read from its files: every field has its type, legacy forms are normalised,
// references are resolved (api steps merged, testcase steps hold their case). Texts are still
// uncompiled. Made by read_*.cpp, consumed by compile_*.cpp.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "hrp/expression/value.hpp"
#include "testcase/load/project.hpp"
#include "testcase/read/field_reader.hpp"

namespace hrp::testcase {

struct ValidatorModel {
  std::string check;
  std::string assertion;
  expression::Value expect;
  std::string message;
  std::string field;  // "validate[1]"
};

struct HookModel {
  std::string name;  // of the variable that gets the value; empty: a text alone
  expression::Value value;
  std::string field;  // "setup_hooks[1]", with ".name" of an assignment
  [[nodiscard]] bool sameAs(const HookModel& other) const {
    return name == other.name && value == other.value;
  }
};

struct RequestModel {
  std::string method = "GET";
  bool method_as_written = false;
  std::string url;
  expression::Value params = expression::Value::object();
  TextPairs headers;
  TextPairs cookies;
  std::optional<expression::Value> body;
  bool body_from_json_field = false;
  std::vector<std::pair<std::string, expression::Value>> upload;  // the parts in their order
  std::optional<double> timeout_s;
  std::optional<bool> allow_redirects;
  std::optional<bool> verify;
  bool http2 = false;
};

struct ThinkTimeModel {
  double time_s = 0;
};

struct TransactionModel {
  std::string name;
  bool is_start = false;
};

struct RendezvousModel {
  std::string name;
  double percent = 1;
  std::int64_t number = 0;
  std::int64_t timeout_ms = 5000;
};

struct WebSocketModel {
  std::string type;
  std::string url;
  expression::Value params = expression::Value::object();
  TextPairs headers;
  std::optional<expression::Value> text;
  std::optional<expression::Value> binary;
  std::int64_t close_status = 1000;
  double timeout_ms = 30'000;
};

struct CaseModel;
struct CallModel {
  std::shared_ptr<const CaseModel> callee;
};

struct StepModel {
  std::string name;
  std::string place;  // "step 2 (login)"
  bool is_api = false;
  int loops = 1;
  expression::Value variables = expression::Value::object();
  std::vector<HookModel> setup_hooks;
  std::vector<HookModel> teardown_hooks;
  TextPairs extract;
  std::vector<ValidatorModel> validate;
  std::vector<std::string> exports;
  std::variant<RequestModel, ThinkTimeModel, TransactionModel, RendezvousModel, WebSocketModel,
               CallModel>
      action;
};

struct ThinkTimeSetting {
  std::string strategy = "default";
  double low = 1;
  double high = 1;
  double limit_s = 0;
};

struct ConfigModel {
  std::string name;
  std::string base_url;
  TextPairs headers;
  expression::Value variables = expression::Value::object();
  TextPairs environs;
  expression::Value parameters = expression::Value::object();
  std::vector<std::string> parameter_order;
  expression::Value parameters_setting = expression::Value::object();
  std::vector<std::string> exports;
  double request_timeout_s = 120;
  double case_timeout_s = 0;
  ThinkTimeSetting think_time;
  int weight = 0;
  bool verify = true;
  std::vector<std::string> cert;  // one PEM file with both, or certificate and key; empty: none
};

struct CaseModel {
  std::string file;
  Project project;
  ConfigModel config;
  std::vector<StepModel> steps;
};

}  // namespace hrp::testcase
