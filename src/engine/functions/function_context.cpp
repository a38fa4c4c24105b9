#include "engine/functions/function_context.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "hrp/base/machine/environment.hpp"

namespace hrp::engine {

template <class Content>
base::Result<Content> WorkerFiles::once(
    std::map<std::string, Content>& known, const std::string& path,
    base::Result<Content> (testcase::FileSource::*fetch)(const std::string&)) {
  if (source_ == nullptr) {
    return base::fail(base::ErrorCode::kNotFound, path + ": this run has no files");
  }
  std::filesystem::path absolute(path);
  if (absolute.is_relative()) absolute = source_->workingFolder() / absolute;
  const std::string name = absolute.lexically_normal().string();
  const std::scoped_lock lock(mutex_);
  if (const auto found = known.find(name); found != known.end()) return found->second;
  auto content = ((*source_).*fetch)(name);
  if (content && known.size() < kMaxFiles) known.emplace(name, *content);
  return content;
}

base::Result<testcase::FileContent> WorkerFiles::read(const std::string& path) {
  return once(contents_, path, &testcase::FileSource::read);
}

base::Result<base::StoredFilePtr> WorkerFiles::open(const std::string& path) {
  return once(opened_, path, &testcase::FileSource::open);
}

UserFunctions::UserFunctions(const Parts& parts) : parts_(parts) {
  // Later lines of .env win.
  for (const auto& [name, value] : parts.workload.environment) environment_[name] = value;
  const auto& programs = parts.workload.programs;
  const bool custom = std::any_of(programs.begin(), programs.end(), [](const auto& program) {
    return !program->custom_functions.empty();
  });
  if (custom) replay_ = std::make_unique<Replay>(parts.clock, parts.random);
}

base::Duration UserFunctions::takePause() {
  return std::exchange(pause_, base::Duration::zero());
}

base::Result<expression::Value> UserFunctions::callCustom(
    expression::CustomFunctions& functions, std::string_view name,
    std::span<const expression::Value> arguments) {
  if (replay_ == nullptr) return FunctionContext::callCustom(functions, name, arguments);
  return replay_->call(functions, name, arguments);
}

std::pair<Replay::Pending, Replay::Log> UserFunctions::suspend() {
  pause_ = {};  // asked for again when the evaluation is repeated
  return replay_->suspend();
}

void UserFunctions::pause(base::Duration duration) {
  pause_ += std::max(duration, base::Duration::zero());
}

std::optional<std::string> UserFunctions::environment(const std::string& name) {
  if (const auto found = environment_.find(name); found != environment_.end()) {
    return found->second;
  }
  return base::environmentVariable(name);
}

base::Result<std::string> UserFunctions::readFile(const std::string& path) {
  auto content = parts_.files.read(path);
  if (!content) return base::fail(std::move(content.error()));
  return **content;
}

}  // namespace hrp::engine
