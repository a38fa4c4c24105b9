#pragma once
// LoadContext: what functions reach while a testcase is loaded: the files of the loading, `.env`
// over the process environment, user 1 of worker 0. One thread.

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "hrp/expression/custom_function.hpp"
#include "hrp/expression/function.hpp"
#include "hrp/testcase/file_source.hpp"
#include "testcase/files/project.hpp"
#include "testcase/read/field_reader.hpp"

namespace hrp::testcase {

class LoadContext final : public expression::FunctionContext {
 public:
  // `open` may be empty: debugtalk files then have no functions.
  explicit LoadContext(FileSource& files, expression::OpenCustomFunctions open = {});

  const base::Clock& clock() override { return clock_; }
  base::Random& random() override { return random_; }
  std::optional<std::string> environment(const std::string& name) override;
  base::Result<std::string> readFile(const std::string& path) override;
  std::int64_t userId() override { return 1; }
  std::int64_t iteration() override { return 1; }
  std::int64_t workerIndex() override { return 0; }
  void pause(base::Duration) override {}  // loading does not wait
  // Loading may wait for them.
  base::Result<expression::Value> callCustom(expression::CustomFunctions& functions,
                                             std::string_view name,
                                             std::span<const expression::Value> arguments) override;

  // The functions of the project's debugtalk.py, opened at the first call for a file and an
  // environment (.env over the constant `environs` of the testcase); null when there are none.
  // Files that they need are read, so that they are in the bundle.
  using CustomTable = std::shared_ptr<const expression::CustomFunctionTable>;
  [[nodiscard]] base::Result<CustomTable> customFunctions(const Project& project,
                                                          const TextPairs& environs = {});
  // Python files of the bundle beside a debugtalk.py are given to its functions.
  void useBundledModules() { bundled_modules_ = true; }

  void setEnvironment(const std::string& name, const std::string& value);
  [[nodiscard]] const std::map<std::string, std::string>& environment() const { return variables_; }
  [[nodiscard]] FileSource& files() { return files_; }

 private:
  // A file and the environment that its functions have.
  using CustomKey = std::pair<std::string, TextPairs>;

  FileSource& files_;
  base::SystemClock clock_;
  base::Random random_;
  std::map<std::string, std::string> variables_;
  expression::OpenCustomFunctions open_;
  bool bundled_modules_ = false;
  [[nodiscard]] base::Result<CustomTable> openCustom(const CustomKey& key);

  std::map<CustomKey, base::Result<CustomTable>> tables_;
};

}  // namespace hrp::testcase
