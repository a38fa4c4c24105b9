#include "hrp/outputs/case_report.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>
#include <utility>

#include "hrp/base/files/output_file.hpp"

namespace hrp::outputs {
namespace {

// "linux-amd64", in the words that Go has for them.
std::string platformText() {
  utsname system{};
  if (::uname(&system) != 0) return "unknown";
  std::string name = system.sysname;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::string machine = system.machine;
  if (machine == "x86_64") machine = "amd64";
  if (machine == "aarch64") machine = "arm64";
  return name + "-" + machine;
}

}  // namespace

CaseReport::CaseReport(CaseReportOptions options) : options_(std::move(options)) {
  run_.version = options_.version;
  run_.folder = options_.folder;
  run_.platform = platformText();
}

void CaseReport::onCaseStarted(const stats::CaseRecord&) {}

void CaseReport::onStepEnded(const stats::CaseRecord&, const stats::StepRecord&) {}

void CaseReport::onCaseEnded(const stats::CaseRecord& record) {
  run_.cases.push_back(record);
}

void CaseReport::onRunEnded(bool success) {
  run_.success = success;
  error_.reset();
  if (!options_.summary_file.empty()) write(options_.summary_file, buildCaseSummaryJson(run_));
  if (!options_.html_file.empty()) write(options_.html_file, buildHtmlReport(run_));
}

std::vector<std::string> CaseReport::files() const {
  std::vector<std::string> files{options_.summary_file, options_.html_file};
  std::erase(files, "");
  return files;
}

base::Result<> CaseReport::open() {
  for (const std::string& path : files()) {
    std::error_code refused;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, refused);
    if (refused) {
      return base::fail(base::ErrorCode::kIo, folder.string() + ": " + refused.message());
    }
    if (auto checked = base::OutputFile(path).check(); !checked) return checked;
  }
  return {};
}

void CaseReport::write(const std::string& path, const std::string& content) {
  if (auto written = base::OutputFile(path).write(content); !written) error_ = written.error();
}

}  // namespace hrp::outputs
