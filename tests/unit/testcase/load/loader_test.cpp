#include "hrp/testcase/loader.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "hrp/base/files/file.hpp"
#include "hrp/plugin/native_functions.hpp"
#include "hrp/plugin/python_functions.hpp"
#include "support/fakes/fake_custom_functions.hpp"
#include "support/program_walker.hpp"
#include "support/temp_folder.hpp"

namespace hrp::testcase {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LoaderTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const { temp_.write(name, text); }
  [[nodiscard]] base::Result<Loaded> load(const std::vector<std::string>& arguments) const {
    return loadTestcases(arguments, folder_);
  }
  [[nodiscard]] std::vector<std::string> files(const Loaded& loaded) const {
    std::vector<std::string> out;
    for (const auto& program : loaded.workload.programs) {
      out.push_back(program->file.substr(folder_.size() + 1));
    }
    return out;
  }
  [[nodiscard]] std::string error(const std::vector<std::string>& arguments) const {
    const auto loaded = load(arguments);
    return loaded ? "loaded" : loaded.error().message;
  }

  const testing::TempFolder temp_;
  const std::string& folder_ = temp_.path();
};

const char* const kCase = R"({"teststeps": [{"request": {"url": "http://h/"}}]})";

TEST_F(LoaderTest, AFolderIsWalkedInNameOrder) {
  write("d/b.json", kCase);
  write("d/a.yml", "teststeps: [{request: {url: 'http://h/'}}]");
  write("d/sub/c.yaml", "teststeps: []");
  write("d/.hid/h.json", kCase);
  write("d/data.json", R"({"k": 1})");
  write("d/list.json", "[1, 2]");
  write("d/api/get.yml", "request: {url: /}");
  write("d/proj.json", R"({"config": 1})");
  write("d/notes.txt", "x");
  write("d/z.JSON", kCase);
  const auto loaded = load({"d"});
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_THAT(files(*loaded), ElementsAre("d/a.yml", "d/b.json", "d/sub/c.yaml"));
}

TEST_F(LoaderTest, ArgumentsKeepTheirOrder) {
  write("b.json", kCase);
  write("a.json", kCase);
  EXPECT_THAT(files(*load({"b.json", folder_ + "/a.json"})), ElementsAre("b.json", "a.json"));
}

TEST_F(LoaderTest, WhatCannotBeLoadedIsAnError) {
  write("bad/a.json", "{bad");
  write("none/c.json", R"({"config": {"name": "x"}})");
  write("v1/c.json", R"([{"config": {}}, {"test": {}}])");
  write("empty/x.txt", "");
  write("x.txt", "");
  EXPECT_THAT(error({"bad"}), HasSubstr("bad/a.json:1:2: malformed JSON"));
  EXPECT_THAT(error({"none"}), HasSubstr("none/c.json: teststeps: missing"));
  EXPECT_THAT(error({"v1"}), HasSubstr("not a version 4 testcase"));
  EXPECT_EQ(error({"empty"}), "no valid testcase found");
  EXPECT_EQ(error({}), "no valid testcase found");
  EXPECT_EQ(error({"missing.json"}), "missing.json: no such file or folder");
  EXPECT_THAT(error({"x.txt"}), HasSubstr("not a .json, .yaml or .yml file"));
  EXPECT_EQ(load({"empty"}).error().code, base::ErrorCode::kNotFound);
}

TEST_F(LoaderTest, TheBundleHoldsEverythingThatLoadingNeeds) {
  write("p/proj.json", "{}");
  write("p/.env", "TARGET=http://h\n");
  write("p/api/a.json", R"({"request": {"url": "/a", "upload": {"f": "@up.txt"}}})");
  write("p/child.json", kCase);
  write("p/t/case.json",
        R"({"config": {"parameters": {"u": "${P(users.csv)}"}, "base_url": "${ENV(TARGET)}"},
            "teststeps": [{"api": "api/a.json"}, {"testcase": "child.json"}]})");
  write("users.csv", "u\nx\n");
  write("up.txt", "upload");
  write("unrelated.json", kCase);
  const auto loaded = load({"p/t/case.json"});
  ASSERT_TRUE(loaded) << loaded.error().message;
  std::vector<std::string> names;
  for (const auto& [path, content] : loaded->bundle->files) {
    names.push_back(path.substr(folder_.size() + 1));
  }
  EXPECT_THAT(names, ElementsAre("p/.env", "p/api/a.json", "p/child.json", "p/proj.json",
                                 "p/t/case.json", "up.txt", "users.csv"));
  EXPECT_TRUE(refuseDiagnostics(loaded->workload));
  EXPECT_TRUE(loaded->workload.files->read(folder_ + "/up.txt"));
  EXPECT_TRUE(loaded->workload.files->read(folder_ + "/unrelated.json"));

  auto bundle = Bundle::decode(loaded->bundle->encode().value());
  ASSERT_TRUE(bundle);
  std::filesystem::remove_all(folder_);
  const auto again = loadBundle(std::make_shared<const Bundle>(std::move(*bundle)));
  ASSERT_TRUE(again) << again.error().message;
  ASSERT_EQ(again->programs.size(), 1U);
  EXPECT_EQ(again->programs[0]->operations.size(), loaded->workload.programs[0]->operations.size());
  EXPECT_EQ(again->programs[0]->parameters->rowCount(), 1U);
  EXPECT_THAT(again->environment, ElementsAre(std::pair("TARGET", "http://h")));
  EXPECT_EQ(**again->files->read(folder_ + "/up.txt"), "upload");
}

TEST_F(LoaderTest, BoomRefusesDiagnostics) {
  write("a.json", R"({"teststeps": [{"name": "x", "request": {"url": "http://h/$a/$b"}}]})");
  const auto loaded = load({"a.json", "a.json"});
  ASSERT_TRUE(loaded);
  const auto refused = refuseDiagnostics(loaded->workload);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kUndefinedVariable);
  EXPECT_EQ(refused.error().message, folder_ +
                                         "/a.json: step 1 (x): request.url: variable a not "
                                         "found (at offset 9) (and 3 more)");
}

// In place of the program that is built of examples/custom_functions_go.
class ExampleInGo final : public expression::CustomFunctions {
 public:
  [[nodiscard]] std::vector<Signature> signatures() const override {
    return {{"newusers", 0}, {"sign", 0}, {"expectok", 0}};
  }
  [[nodiscard]] std::vector<std::string> usedFiles() const override { return {}; }
  void call(Call call) override {
    if (call.name == "sign") return call.done(expression::Value("signature"));
    call.done(expression::Value::parse(R"([{"user": "user1", "age": 21}])"));
  }
};

TEST_F(LoaderTest, TheExamplesAreGood) {
  const base::SystemClock clock{};
  LoadOptions options;
  options.texts["examples/custom_functions_native/debugtalk.so"] =
      base::readFile(HRP_NATIVE_EXAMPLE).value();
  options.texts["examples/custom_functions_go/debugtalk.bin"] = "a program";
  options.open_functions = [&clock](const expression::CustomSource& source)
      -> base::Result<std::shared_ptr<expression::CustomFunctions>> {
    if (source.file.ends_with(".bin")) return std::make_shared<ExampleInGo>();
    return source.file.ends_with(".so") ? plugin::openNativeFunctions({}, source, clock)
                                        : plugin::openPythonFunctions({}, source, clock);
  };
  const auto loaded = loadTestcases({"examples"}, HRP_SOURCE_DIR, options);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_GE(loaded->workload.programs.size(), 5U);
  const auto refused = refuseDiagnostics(loaded->workload);
  EXPECT_TRUE(refused) << refused.error().message;
}

class LoadCustomFunctions : public LoaderTest {
 protected:
  [[nodiscard]] base::Result<Loaded> loadWith(base::Result<> open_result = {}) const {
    LoadOptions options;
    options.open_functions = [this, open_result](const expression::CustomSource&)
        -> base::Result<std::shared_ptr<expression::CustomFunctions>> {
      if (!open_result) return base::fail(open_result.error());
      return functions_;
    };
    write("debugtalk.py", "text");
    return loadTestcases({"a.yaml"}, folder_, options);
  }
  std::shared_ptr<testing::FakeCustomFunctions> functions_ =
      std::make_shared<testing::FakeCustomFunctions>();
};

TEST_F(LoadCustomFunctions, AreCalledWhileLoadingAndKeptByTheProgram) {
  write("a.yaml",
        "config:\n  name: case ${add(1, 2)}\n  variables: {sum: '${add(3, 4)}'}\n"
        "  parameters: {n: '${echo($sum)}'}\n"
        "teststeps: [{request: {url: 'http://h/${echo(x)}'}}]\n");
  const auto loaded = loadWith();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message,
            folder_ + "/a.yaml: config.parameters.n: expected a list, got a number");
  write("a.yaml",
        "config:\n  name: case ${add(1, 2)}\n"
        "teststeps: [{request: {url: 'http://h/${echo(x)}'}}]\n");
  const auto good = loadWith();
  ASSERT_TRUE(good) << good.error().message;
  EXPECT_TRUE(refuseDiagnostics(good->workload));
  EXPECT_EQ(good->workload.programs[0]->name, "case 3");
  EXPECT_EQ(good->workload.programs[0]->custom_functions.size(), 1U);
}

TEST_F(LoadCustomFunctions, AFileThatCannotBeOpenedEndsTheLoading) {
  write("a.yaml", "teststeps: [{request: {url: 'http://h/${mine()}'}}]\n");
  const auto loaded = loadWith(base::fail(base::ErrorCode::kFunction, "debugtalk.py:3: no"));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message, "debugtalk.py:3: no");
}

TEST_F(LoadCustomFunctions, AFileThatNothingCallsIsNotOpened) {
  write("a.yaml", "teststeps: [{request: {url: 'http://h/'}}]\n");
  const auto loaded = loadWith(base::fail(base::ErrorCode::kFunction, "never"));
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_TRUE(loaded->workload.programs[0]->custom_functions.empty());
  EXPECT_TRUE(loaded->bundle->files.contains(folder_ + "/debugtalk.py"));
}

}  // namespace
}  // namespace hrp::testcase
