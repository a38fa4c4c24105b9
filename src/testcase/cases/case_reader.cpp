#include "testcase/cases/case_reader.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace hrp::testcase {
namespace {

using expression::Value;

constexpr std::size_t kMaxSteps = 10'000;
constexpr std::size_t kMaxChain = 32;
constexpr std::int64_t kMaxLoops = 1'000'000;

std::string chainText(const std::vector<std::string>& chain, const std::string& last) {
  std::string text;
  for (const std::string& file : chain) text += file + " → ";
  return text + last;
}

// An api is a request that stands in a place of its own.
constexpr std::string_view kApiAction = "request";

const StepKind& kindOf(std::string_view field) {
  for (const StepKind& kind : stepKinds()) {
    if (kind.field() == field) return kind;
  }
  return stepKinds().front();
}

// A missing file is the referring step's mistake; what is wrong inside the file keeps its code.
base::ErrorCode referenceCode(const base::Error& error) {
  return error.code == base::ErrorCode::kNotFound ? base::ErrorCode::kBadReference : error.code;
}

// Every field that nobody reads, in one message.
base::Error unknownFields(const std::vector<std::string>& unknown) {
  constexpr std::size_t kMostTold = 20;
  std::string message;
  for (std::size_t i = 0; i < unknown.size() && i < kMostTold; ++i) {
    message += (i == 0 ? "" : "; ") + unknown[i];
  }
  if (unknown.size() > kMostTold) {
    message += " (and " + std::to_string(unknown.size() - kMostTold) + " more)";
  }
  return base::Error{base::ErrorCode::kInvalidArgument, std::move(message),
                     "without --strict, unknown fields are ignored"};
}

}  // namespace

base::Result<Document> CaseReader::load(const std::string& path) {
  auto content = files_.read(path);
  if (!content) return base::fail(std::move(content.error()));
  return readDocument(**content, path, Region::kRoot);
}

base::Result<std::shared_ptr<const CaseModel>> CaseReader::readFile(const std::string& path) {
  unknown_.clear();
  auto model = readReferenced(path);
  if (model && !unknown_.empty()) return base::fail(unknownFields(unknown_));
  return model;
}

base::Result<std::shared_ptr<const CaseModel>> CaseReader::readReferenced(const std::string& path) {
  if (std::find(chain_.begin(), chain_.end(), path) != chain_.end()) {
    return base::fail(base::ErrorCode::kBadReference,
                      chainText(chain_, path) + ": a testcase that refers to itself");
  }
  // In strict mode each file that refers to another answers for its fields.
  if (const auto known = known_.find(path); known != known_.end() && !strict_) return known->second;
  if (chain_.size() >= kMaxChain) {
    return base::fail(base::ErrorCode::kLimit, path + ": testcases refer to each other too deeply");
  }
  auto document = load(path);
  if (!document) return base::fail(std::move(document.error()));
  auto project = findProject(path, files_);
  if (!project) return base::fail(std::move(project.error()));
  chain_.push_back(path);
  auto model = readCase(document->root, Origin{path, std::move(*project), document->is_json,
                                               std::move(document->parameter_order)});
  chain_.pop_back();
  if (model) known_[path] = *model;
  return model;
}

base::Result<std::shared_ptr<const CaseModel>> CaseReader::readCase(const Value& root,
                                                                    Origin origin) {
  ReadState state{origin.file, {}, origin.is_json, strict_ ? &unknown_ : nullptr, {}};
  if (root.is_array()) {
    state.fail(base::ErrorCode::kUnsupported, "", "a list at the top: not a version 4 testcase",
               "write a map with config and teststeps");
  }
  FieldReader fields(root, "", state);
  auto model = std::make_shared<CaseModel>();
  model->file = origin.file;
  model->project = std::move(origin.project);
  if (const Value* config = fields.map("config")) {
    FieldReader config_fields(*config, "config", state);
    readConfig(config_fields, model->config);
    model->config.parameter_order = std::move(origin.parameter_order);
  }
  const Value* steps = fields.list("teststeps");
  if (steps != nullptr) {
    readSteps(*steps, *model, state);
  } else {
    fields.refuse("teststeps", "missing", "a testcase is a map with config and teststeps");
  }
  fields.finish();
  if (state.error) return base::fail(std::move(*state.error));
  return model;
}

void CaseReader::readSteps(const Value& steps, CaseModel& model, ReadState& state) {
  const CaseModel* const outer = std::exchange(model_, &model);
  if (steps.size() > kMaxSteps) {
    state.fail(base::ErrorCode::kLimit, "teststeps",
               "more than " + std::to_string(kMaxSteps) + " steps");
  }
  for (std::size_t i = 0; i < steps.size() && !state.error; ++i) {
    StepModel step;
    state.step = "step " + std::to_string(i + 1);
    FieldReader fields(steps[i], "", state);
    const std::string name = fields.text("name");
    if (!name.empty()) state.step += " (" + name + ")";
    step.place = state.step;
    if (readStep(fields, step)) {
      if (step.name.empty() && step.action.has_value()) step.name = step.kind->name(step);
      model.steps.push_back(std::move(step));
    } else if (!state.error) {
      spdlog::warn("{}: {}: nothing to do in this step, it is left out", state.file, state.step);
    }
  }
  state.step.clear();
  model_ = outer;
}

bool CaseReader::readStep(FieldReader& fields, StepModel& step) {
  readCommonFields(fields, step);
  const std::int64_t loops = fields.integer("loops").value_or(1);
  if (loops > kMaxLoops) fields.refuse("loops", "more than " + std::to_string(kMaxLoops));
  step.loops = loops < 1 ? 1 : static_cast<int>(std::min(loops, kMaxLoops));
  const bool has_action = readAction(fields, step);
  // A step with the fields of several kinds is of the first.
  for (const StepKind& kind : stepKinds()) static_cast<void>(fields.find(kind.field()));
  fields.finish({"api", "ios", "android"});
  return has_action;
}

bool CaseReader::readAction(FieldReader& fields, StepModel& step) {
  if (const Value* api = fields.find("api")) {
    readApi(fields, *api, step);
    return true;
  }
  for (const StepKind& kind : stepKinds()) {
    const Value* value = fields.find(kind.field());
    if (value == nullptr) continue;
    step.kind = &kind;
    kind.read(*value, fields, *this, step);
    return true;
  }
  if (fields.find("ios") != nullptr || fields.find("android") != nullptr) {
    fields.refuse("", "steps on mobile devices are not supported");
  }
  return false;
}

void CaseReader::readApi(FieldReader& fields, const Value& reference, StepModel& step) {
  ReadState& state = fields.state();
  Document document;
  std::string file = model_->file;
  if (reference.is_string()) {
    file = absolutePath(model_->project.root, reference.get<std::string>());
    auto loaded = load(file);
    if (!loaded) {
      state.fail(referenceCode(loaded.error()), "api", loaded.error().message);
      return;
    }
    document = std::move(*loaded);
  } else if (reference.is_object()) {
    document.root = reference;
    document.is_json = state.any_case;
  } else {
    fields.refuse("api", "expected a path or a map, got " + kindName(reference));
    return;
  }
  ReadState api_state{
      file, reference.is_string() ? "" : state.step, document.is_json, state.unknown, {}};
  const std::string path = reference.is_string() ? "" : "api";
  FieldReader api_fields(document.root, path, api_state);
  StepModel api;
  readCommonFields(api_fields, api);
  if (api.name.empty() && reference.is_string()) api.name = reference.get<std::string>();
  const StepKind& kind = kindOf(kApiAction);
  if (const Value* request = api_fields.map(kind.field())) {
    api.kind = &kind;
    kind.read(*request, api_fields, *this, api);
  } else {
    api_fields.refuse(kind.field(), "missing");
  }
  api_fields.finish();
  if (api_state.error && !state.error) state.error = api_state.error;
  mergeApi(api, step);
}

std::shared_ptr<const CaseModel> CaseReader::referenced(const Value& reference,
                                                        FieldReader& fields) {
  ReadState& state = fields.state();
  base::Result<std::shared_ptr<const CaseModel>> callee;
  if (reference.is_string()) {
    callee = readReferenced(absolutePath(model_->project.root, reference.get<std::string>()));
  } else if (reference.is_object()) {
    callee = readCase(reference, Origin{model_->file + " (testcase of " + state.step + ")",
                                        model_->project,
                                        state.any_case,
                                        {}});
  } else {
    fields.refuse("testcase", "expected a path or a map, got " + kindName(reference));
    return nullptr;
  }
  if (!callee) {
    state.fail(referenceCode(callee.error()), "testcase", callee.error().message,
               callee.error().hint);
    return nullptr;
  }
  return *callee;
}

}  // namespace hrp::testcase
