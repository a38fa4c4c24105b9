#include <gtest/gtest.h>

#include <regex>

#include "hrp/outputs/case_report.hpp"
#include "unit/outputs/case_fixture.hpp"

namespace hrp::outputs {
namespace {

std::string reportOf(const stats::CaseRecord& record) {
  return buildHtmlReport({{record}, record.success, "0.1.0", "linux-amd64"});
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(HtmlReportTest, ShowsCasesStepsAndChecks) {
  const std::string page = reportOf(loginCase());
  for (const char* part :
       {"<!DOCTYPE html>", "log &lt;in&gt;", "iteration 2 of 3", "get token", "body.id: not equal",
        "POST http://127.0.0.1:8000/login?a=&lt;1&gt; HTTP/1.1", "Bearer secret",
        "9007199254740993", "HTTP/1.1 200 OK", "t&lt;&amp;&gt;", "1 / 2", "first byte"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part;
  }
  EXPECT_NE(page.find("127.0.0.1:8000, new connection"), std::string::npos);
}

TEST(HtmlReportTest, OpensWhatFailedAndFoldsTheRest) {
  const std::string page = reportOf(loginCase());
  EXPECT_EQ(occurrences(page, "<details class=\"case\" open>"), 1u);
  EXPECT_EQ(occurrences(page, "<details class=\"step\" open>"), 1u);
  EXPECT_EQ(occurrences(page, "<details class=\"step\">"), 1u);
}

TEST(HtmlReportTest, StandsAloneAndRunsNothing) {
  const std::string page = reportOf(loginCase());
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<link"), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("url("), std::string::npos);
  EXPECT_EQ(page.find("src="), std::string::npos);
  EXPECT_EQ(page.find("href="), std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST(HtmlReportTest, EverythingThatServersAndAuthorsWriteIsEscaped) {
  const std::string evil = "\"><script>alert(1)</script>";
  stats::CaseRecord record = loginCase();
  stats::StepRecord& step = record.steps[1];
  stats::ExchangeRecord& exchange = step.exchanges[0];
  record.name = record.file = record.error = evil;
  record.config_variables = record.exported = {{evil, evil}};
  step.name = step.type = step.error = evil;
  step.extracted = step.exported = {{evil, evil}};
  step.checks = {{evil, evil, evil, evil, evil, evil, false}};
  exchange.peer = exchange.request.method = exchange.request.url = exchange.request.version = evil;
  exchange.request.headers = {{evil, evil}, {"Content-Type", "text/plain"}};
  exchange.request.body = exchange.response.reason = exchange.response.version = evil;
  exchange.response.headers = {{evil, evil}, {"Content-Type", "image/" + evil}};
  const std::string page = buildHtmlReport({{record}, false, evil, evil});
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("\"><script"), std::string::npos);
  EXPECT_GT(occurrences(page, "&lt;script&gt;"), 20u);
}

TEST(HtmlReportTest, EveryElementIsClosed) {
  const std::string page = reportOf(loginCase());
  for (const char* name : {"details", "summary", "div", "table", "tbody", "thead", "tr", "td", "th",
                           "span", "pre", "p", "h3", "i", "b", "body", "html", "style"}) {
    const std::regex opened(std::string("<") + name + "[ >]");
    const auto begin = std::sregex_iterator(page.begin(), page.end(), opened);
    EXPECT_EQ(static_cast<std::size_t>(std::distance(begin, std::sregex_iterator())),
              occurrences(page, std::string("</") + name + ">"))
        << name;
  }
}

TEST(HtmlReportTest, SaysThatNoResponseCame) {
  stats::CaseRecord record = loginCase();
  record.steps[1].exchanges[0].response = {};
  EXPECT_NE(reportOf(record).find("none came"), std::string::npos);
}

TEST(HtmlReportTest, LongBodiesAreCut) {
  stats::CaseRecord record = loginCase();
  stats::ResponseRecord& response = record.steps[1].exchanges[0].response;
  response.headers = {{"Content-Type", "text/plain"}};
  response.body = std::string(300'000, 'b');
  const std::string page = reportOf(record);
  EXPECT_LT(page.size(), 300'000u);
  EXPECT_NE(page.find("… 37856 more bytes"), std::string::npos);
}

}  // namespace
}  // namespace hrp::outputs
