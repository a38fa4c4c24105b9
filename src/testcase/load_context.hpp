#pragma once
// LoadContext: what functions reach while a testcase is loaded: the files of the loading, `.env`
// over the process environment, user 1 of worker 0. One thread.

#include <map>
#include <optional>
#include <string>

#include "hrp/expression/function.hpp"
#include "hrp/testcase/file_source.hpp"

namespace hrp::testcase {

class LoadContext final : public expression::FunctionContext {
 public:
  explicit LoadContext(FileSource& files);

  const base::Clock& clock() override { return clock_; }
  base::Random& random() override { return random_; }
  std::optional<std::string> environment(const std::string& name) override;
  base::Result<std::string> readFile(const std::string& path) override;
  std::int64_t userId() override { return 1; }
  std::int64_t iteration() override { return 1; }
  std::int64_t workerIndex() override { return 0; }
  void pause(base::Duration) override {}  // loading does not wait

  void setEnvironment(const std::string& name, const std::string& value);
  [[nodiscard]] const std::map<std::string, std::string>& environment() const { return variables_; }
  [[nodiscard]] FileSource& files() { return files_; }

 private:
  FileSource& files_;
  base::SystemClock clock_;
  base::Random random_;
  std::map<std::string, std::string> variables_;
};

}  // namespace hrp::testcase
