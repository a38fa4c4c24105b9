#pragma once
// CaseRunFixture: testcases written as YAML, run once against the test server, and their records.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "hrp/engine/case_run.hpp"
#include "hrp/testcase/case_list.hpp"
#include "support/server/test_server.hpp"
#include "support/temp_folder.hpp"

namespace hrp::engine {

class CaseRunFixture : public ::testing::Test, protected CaseListener {
 protected:
  void SetUp() override {
    auto server = hrp::testing::TestServer::start();
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
  }
  // Runs a testcase with the server as base_url; `steps` is the YAML list of its steps.
  CaseOutcome run(const std::string& steps, const std::string& config = "") {
    temp_.write("case.yaml", "config:\n  name: c\n  base_url: \"" + server_->url() + "\"\n" +
                                 config + "teststeps:\n" + steps);
    const testcase::CaseList list =
        testcase::listTestcases({"case.yaml"}, temp_.path(), load_options_);
    if (list.cases.at(0).program == nullptr) {
      ADD_FAILURE() << list.cases[0].error.message;
      return {};
    }
    CaseRun runner(clock_, options_);
    runner_ = &runner;
    auto outcome = runner.run(list.cases[0].program, list.workload, *this);
    runner_ = nullptr;
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().message);
    return outcome ? *outcome : CaseOutcome{false};
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& step : steps_) out.push_back(step.name + (step.success ? "" : "!"));
    return out;
  }

  void onCaseStarted(const stats::CaseRecord& record) override { started_.push_back(record); }
  void onStepEnded(const stats::CaseRecord&, const stats::StepRecord& step) override {
    steps_.push_back(step);
    if (on_step_) on_step_();
  }
  void onCaseEnded(const stats::CaseRecord& record) override { cases_.push_back(record); }

  base::SystemClock clock_;
  std::unique_ptr<hrp::testing::TestServer> server_;
  hrp::testing::TempFolder temp_;
  CaseRunOptions options_;
  testcase::LoadOptions load_options_;
  CaseRun* runner_ = nullptr;  // while one runs
  std::function<void()> on_step_;
  std::vector<stats::CaseRecord> started_;
  std::vector<stats::StepRecord> steps_;
  std::vector<stats::CaseRecord> cases_;
};

}  // namespace hrp::engine
