#include "hrp/plugin/go_build.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::plugin {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The toolchain is a script that writes down what it is asked and where.
class GoBuildTest : public ::testing::Test {
 protected:
  GoBuildTest() {
    options_.file =
        temp_.write("project/debugtalk.go", "package main\nfunc Sum() int { return 1 }\n");
    options_.output = temp_.file("debugtalk.bin");
    options_.go = temp_.write("go",
                              "#!/bin/sh\n[ \"$1\" = version ] && echo go version go1.19.8 "
                              "linux/amd64\necho \"$GOWORK $*\" >> '" +
                                  temp_.file("asked") + "'\npwd >> '" + temp_.file("folders") +
                                  "'\n[ \"$1\" = \"$(cat '" + temp_.file("refuse") +
                                  "' 2>/dev/null)\" ] && { echo './debugtalk.go:2: no'; exit 1; }\n"
                                  "while [ $# -gt 0 ]; do [ \"$1\" = -o ] && "
                                  "{ cat debugtalk.go debugtalk_gen.go > \"$2\" 2>/dev/null; }; "
                                  "shift; done; exit 0\n");
    fs::permissions(options_.go, fs::perms::owner_all);
  }
  std::string read(const std::string& name) {
    return base::readFile(temp_.file(name)).value_or("none");
  }
  std::string refusal() {
    const auto built = buildGoFunctions(options_, clock_);
    return built ? "built" : built.error().message;
  }

  hrp::testing::TempFolder temp_;
  base::SystemClock clock_;
  GoBuildOptions options_;
};

TEST_F(GoBuildTest, AFileByItselfBecomesAModuleElsewhere) {
  const auto built = buildGoFunctions(options_, clock_);
  ASSERT_TRUE(built) << built.error().message;
  EXPECT_THAT(*built, ElementsAre("Sum"));
  EXPECT_THAT(read("asked"), HasSubstr("off get github.com/httprunner/funplugin@v0."));
  EXPECT_THAT(read("asked"), HasSubstr("/debugtalk.bin debugtalk.go debugtalk_gen.go\n"));
  EXPECT_THAT(read("debugtalk.bin"), HasSubstr("func Sum() int"));
  EXPECT_THAT(read("debugtalk.bin"), HasSubstr("fungo.Register(\"Sum\", Sum)"));
  EXPECT_NE(fs::status(options_.output).permissions() & fs::perms::owner_exec, fs::perms::none);
  EXPECT_EQ(std::distance(fs::directory_iterator(temp_.file("project")), fs::directory_iterator()),
            1);
}

TEST_F(GoBuildTest, AModuleIsUsedAndLeftAsItIs) {
  temp_.write("project/go.mod", "module mine\n");
  ASSERT_TRUE(buildGoFunctions(options_, clock_));
  EXPECT_THAT(read("folders"), HasSubstr(temp_.file("project") + "\n"));
  EXPECT_THAT(read("asked"), HasSubstr("off get -modfile="));
  EXPECT_THAT(read("asked"), HasSubstr(" -overlay="));
  EXPECT_EQ(read("project/go.mod"), "module mine\n");
  EXPECT_FALSE(fs::exists(temp_.file("project/debugtalk_gen.go")));
  fs::remove(temp_.file("asked"));
  temp_.write("project/go.mod", "module mine\nrequire github.com/httprunner/funplugin v0.5.3\n");
  ASSERT_TRUE(buildGoFunctions(options_, clock_));
  EXPECT_EQ(read("asked").find(" get "), std::string::npos) << "the author's version counts";
}

TEST_F(GoBuildTest, WhatGoSaysIsTheError) {
  temp_.write("refuse", "build");
  EXPECT_EQ(refusal(), options_.file + ": go build: exit status 1: ./debugtalk.go:2: no");
  EXPECT_FALSE(fs::exists(options_.output));
}

TEST_F(GoBuildTest, AToolchainOlderThanTheModuleAsksForIsNamed) {
  const auto hint = [this](const std::string& go_mod) {
    temp_.write("project/go.mod", go_mod);
    const auto built = buildGoFunctions(options_, clock_);
    return built ? "built" : built.error().hint;
  };
  temp_.write("refuse", "get");
  EXPECT_EQ(hint("module mine\n\ngo 1.22.0 \n"),
            "its go.mod asks for Go 1.22.0, and this is Go 1.19.8");
  EXPECT_EQ(hint("module mine\n\ngo 1.20rc1\r\n"),
            "its go.mod asks for Go 1.20rc1, and this is Go 1.19.8");
  for (const char* fits : {"module mine\n", "module mine\ngo 1.19\n", "go 1.19.8\n", "go 1.9\n"}) {
    EXPECT_EQ(hint(fits), "") << fits;
  }
}

TEST_F(GoBuildTest, WithoutGoItSaysSo) {
  options_.go = temp_.file("nothing");
  const auto built = buildGoFunctions(options_, clock_);
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(built.error().message,
            "hrp build needs Go, and there is none: cannot run " + options_.go + " version");
}

TEST_F(GoBuildTest, AFileThatIsNoPluginIsNamed) {
  temp_.write("project/debugtalk.go", "package main\nfunc main() {}\n");
  EXPECT_EQ(refusal(), options_.file + ": it has a function main, which hrp build makes itself");
  EXPECT_EQ(read("asked"), "none");
}

}  // namespace
}  // namespace hrp::plugin
