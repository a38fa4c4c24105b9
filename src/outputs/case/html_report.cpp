#include <array>
#include <string>
#include <string_view>

#include "hrp/outputs/case_report.hpp"
#include "outputs/case/html_style.hpp"
#include "outputs/case/html_text.hpp"
#include "outputs/case/shown_body.hpp"
#include "outputs/display_text.hpp"
#include "outputs/figure_text.hpp"

namespace hrp::outputs {
namespace {

constexpr std::size_t kMostPageBodyBytes = std::size_t{256} << 10;
constexpr std::size_t kMostPageValueBytes = std::size_t{16} << 10;

std::string spentText(base::Duration duration) {
  return msText(toSeconds(duration) * 1e6) + " ms";
}

std::string valueText(const std::string& json) {
  const std::string_view cut = cutText(json, kMostPageValueBytes);
  std::string out = htmlText(cut);
  if (cut.size() < json.size()) {
    out += " … " + std::to_string(json.size() - cut.size()) + " more bytes";
  }
  return out;
}

class Page {
 public:
  explicit Page(const CaseRun& run) : run_(run) {}

  std::string build() && {
    head();
    for (const stats::CaseRecord& record : run_.cases) testcase(record);
    out_ += "<footer>hrp " + htmlText(run_.version) + " on " + htmlText(run_.platform) +
            ". Headers and bodies are shown as they were sent, secrets too.</footer>\n"
            "</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void head() {
    const std::string verdict = run_.success ? "passed" : "failed";
    // Nothing in the page may load or run anything, whatever a server put into its responses.
    out_ +=
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" "
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>hrp: " +
        verdict + "</title>\n<style>";
    out_ += kReportStyle;
    out_ += "</style>\n</head>\n<body>\n<h1>Test report " + badge(run_.success) + "</h1>\n";
    tiles();
  }

  void tiles() {
    std::size_t steps = 0;
    std::size_t failed_steps = 0;
    std::size_t failed = 0;
    base::Duration elapsed{};
    for (const stats::CaseRecord& record : run_.cases) {
      failed += record.success ? 0 : 1;
      elapsed += record.elapsed;
      steps += record.steps.size();
      for (const stats::StepRecord& step : record.steps) failed_steps += step.success ? 0 : 1;
    }
    out_ += "<div class=\"tiles\">";
    tile(std::to_string(run_.cases.size() - failed) + " / " + std::to_string(run_.cases.size()),
         "testcases passed");
    tile(std::to_string(steps - failed_steps) + " / " + std::to_string(steps), "steps passed");
    tile(spentText(elapsed), "time");
    if (!run_.cases.empty()) tile(localTimeText(run_.cases.front().started_at), "started");
    out_ += "</div>\n";
  }

  void tile(const std::string& figure, const std::string& label) {
    out_ += "<div class=\"tile\"><b>" + figure + "</b><span>" + label + "</span></div>";
  }

  static std::string badge(bool success) {
    return success ? "<span class=\"badge\">PASS</span>" : "<span class=\"badge fail\">FAIL</span>";
  }

  // What failed is open, the rest is one line.
  void openDetails(const std::string& kind, bool success) {
    out_ +=
        "<details class=\"" + kind + (success ? "\"" : "\" open") + "><summary>" + badge(success);
  }

  void error(const std::string& text) {
    if (!text.empty()) out_ += "<p class=\"error\">" + htmlText(text) + "</p>\n";
  }

  void testcase(const stats::CaseRecord& record) {
    openDetails("case", record.success);
    out_ += "<span class=\"name\">" + htmlText(record.name) + "</span><span class=\"dim\">" +
            htmlText(pathBelow(record.file, run_.folder));
    if (record.iterations > 1) {
      out_ += " · iteration " + std::to_string(record.iteration) + " of " +
              std::to_string(record.iterations);
    }
    out_ += " · " + std::to_string(record.steps.size()) +
            (record.steps.size() == 1 ? " step · " : " steps · ") + spentText(record.elapsed) +
            "</span></summary>\n<div class=\"inside\">\n";
    error(record.error);
    for (const stats::StepRecord& step : record.steps) this->step(step);
    values("Config variables", record.config_variables);
    values("Exported", record.exported);
    out_ += "</div>\n</details>\n";
  }

  void step(const stats::StepRecord& step) {
    openDetails("step", step.success);
    out_ += "<span class=\"name\">" + htmlText(step.name) + "</span><span class=\"dim\">" +
            htmlText(step.type);
    if (!step.exchanges.empty() && step.exchanges.back().response.status != 0) {
      out_ += " · " + std::to_string(step.exchanges.back().response.status);
    }
    out_ += " · " + spentText(step.elapsed) + "</span></summary>\n<div class=\"inside\">\n";
    error(step.error);
    checks(step.checks);
    values("Extracted", step.extracted);
    values("Exported", step.exported);
    for (const stats::ExchangeRecord& exchange : step.exchanges) this->exchange(exchange);
    out_ += "</div>\n</details>\n";
  }

  void checks(const std::vector<stats::CheckRecord>& checks) {
    if (checks.empty()) return;
    out_ +=
        "<h3>Checks</h3>\n<table class=\"checks\"><thead><tr><th></th><th>check</th><th>assertion"
        "</th><th>wanted</th><th>got</th></tr></thead><tbody>\n";
    for (const stats::CheckRecord& check : checks) {
      out_ += "<tr><td>" + badge(check.passed) + "</td><td class=\"mono\" data-label=\"check\">" +
              htmlText(check.check) + "</td><td class=\"mono\" data-label=\"assertion\">" +
              htmlText(check.assertion) + "</td><td class=\"mono\" data-label=\"wanted\">" +
              valueText(check.expected) + "</td><td class=\"mono\" data-label=\"got\">" +
              valueText(check.actual);
      for (const std::string* note : {&check.message, &check.error}) {
        if (!note->empty()) out_ += "<br><span class=\"dim\">" + htmlText(*note) + "</span>";
      }
      out_ += "</td></tr>\n";
    }
    out_ += "</tbody></table>\n";
  }

  void values(const std::string& title, const std::vector<stats::NamedText>& pairs) {
    if (pairs.empty()) return;
    out_ += "<h3>" + title + "</h3>\n<table>";
    for (const auto& [name, value] : pairs) row(htmlText(name), valueText(value));
    out_ += "</table>\n";
  }

  void row(const std::string& key, const std::string& value) {
    out_ += "<tr><td class=\"key\">" + key + "</td><td class=\"mono\">" + value + "</td></tr>\n";
  }

  void exchange(const stats::ExchangeRecord& exchange) {
    const stats::RequestRecord& request = exchange.request;
    message("Request", htmlText(request.method + " " + request.url + " " + request.version),
            request.headers, request.body);
    const stats::ResponseRecord& response = exchange.response;
    if (response.status == 0 && response.version.empty()) {
      out_ += "<h3>Response</h3>\n<p class=\"dim\">none came</p>\n";
    } else {
      message("Response",
              htmlText(response.version +
                       (response.status != 0 ? " " + std::to_string(response.status) : "") + " " +
                       response.reason),
              response.headers, response.body);
    }
    times(exchange);
  }

  void message(const std::string& title, const std::string& first_line,
               const std::vector<stats::NamedText>& headers, const std::string& body) {
    out_ += "<h3>" + title + "</h3>\n<div class=\"mono\">" + first_line + "</div>\n";
    if (!headers.empty()) {
      out_ += "<details class=\"plain\"><summary><span class=\"dim\">" +
              std::to_string(headers.size()) + (headers.size() == 1 ? " header" : " headers") +
              "</span></summary><div class=\"inside\"><table>";
      for (const auto& [name, value] : headers) row(htmlText(name), htmlText(value));
      out_ += "</table></div></details>\n";
    }
    const ShownBody shown = shownBody(headers, body, kMostPageBodyBytes);
    if (!shown.text.empty()) out_ += "<pre tabindex=\"0\">" + htmlText(shown.text) + "</pre>\n";
    if (!shown.note.empty()) out_ += "<p class=\"dim\">" + htmlText(shown.note) + "</p>\n";
  }

  void times(const stats::ExchangeRecord& exchange) {
    const base::PhaseTimes& spent = exchange.times;
    if (spent.total.count() <= 0) return;
    const base::Duration rest =
        spent.total - spent.dns - spent.connect - spent.tls - spent.first_byte;
    struct Phase {
      const char* css;
      const char* label;
      base::Duration time;
    };
    const std::array<Phase, 5> phases{{{"dns", "DNS", spent.dns},
                                       {"connect", "connect", spent.connect},
                                       {"tls", "TLS", spent.tls},
                                       {"wait", "first byte", spent.first_byte},
                                       {"rest", "rest of the response", rest}}};
    std::string bar;
    std::string legend;
    for (const Phase& phase : phases) {
      if (phase.time.count() <= 0) continue;
      const double share = 100 * toSeconds(phase.time) / toSeconds(spent.total);
      bar += std::string("<i class=\"") + phase.css + "\" style=\"width:" + fixedText(share, 2) +
             "%\"></i>";
      legend += std::string("<span><i class=\"") + phase.css + "\"></i> " + phase.label + " " +
                spentText(phase.time) + "</span>";
    }
    out_ += "<h3>Time</h3>\n<div class=\"times\">" + bar + "</div>\n<div class=\"legend\">" +
            legend + "<span>total " + spentText(spent.total) + "</span>";
    if (!exchange.peer.empty()) {
      out_ += "<span class=\"dim\">" + htmlText(exchange.peer) +
              (spent.endedOnKept() ? ", kept connection" : ", new connection") +
              (spent.resent > 0 ? ", sent again" : "") + "</span>";
    }
    out_ += "</div>\n";
  }

  const CaseRun& run_;
  std::string out_;
};

}  // namespace

std::string buildHtmlReport(const CaseRun& run) {
  return Page(run).build();
}

}  // namespace hrp::outputs
