#pragma once
// CaseModel: a testcase as read from its files: every field has its type, legacy forms are
// normalised, references are resolved (api steps merged, testcase steps hold their case). Texts are
// still uncompiled. Made by CaseReader, consumed by CaseCompiler; what a kind of step reads is its
// own.

#include <any>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hrp/expression/value.hpp"
#include "testcase/files/project.hpp"
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

struct StepKind;

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
  const StepKind* kind = nullptr;  // null: nothing to do in this step
  std::any action;                 // what the kind has read (testcase/steps/step_source.hpp)
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
  std::vector<std::string> thresholds;  // as written; of whoever judges a load
  std::vector<std::string> cert;  // one PEM file with both, or certificate and key; empty: none
};

struct CaseModel {
  std::string file;
  Project project;
  ConfigModel config;
  std::vector<StepModel> steps;
};

}  // namespace hrp::testcase
