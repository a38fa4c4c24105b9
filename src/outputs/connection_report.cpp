#include "outputs/connection_report.hpp"

#include <array>
#include <utility>

#include "outputs/figure_text.hpp"
#include "outputs/text_table.hpp"

namespace hrp::outputs {
namespace {

std::string counted(std::uint64_t count, const char* what) {
  return std::to_string(count) + " " + what;
}

std::string bytesText(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits{"B", "KB", "MB", "GB", "TB"};
  if (bytes < 1000) return counted(bytes, kUnits[0]);
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return fixedText(value, 1) + " " + kUnits[unit];
}

// "first_byte" → "first byte", and the acronyms as people write them.
std::string shownName(std::string_view name) {
  if (name == "dns") return "DNS";
  if (name == "tls") return "TLS";
  return name == "first_byte" ? "first byte" : std::string(name);
}

}  // namespace

std::vector<PhaseFigure> phaseFigures(const stats::ConnectionFigures& figures) {
  const std::array<PhaseFigure, 7> all{{{false, "dns", &figures.dns},
                                        {false, "connect", &figures.connect},
                                        {false, "tls", &figures.tls},
                                        {false, "first_byte", &figures.fresh.first_byte},
                                        {false, "total", &figures.fresh.total},
                                        {true, "first_byte", &figures.kept.first_byte},
                                        {true, "total", &figures.kept.total}}};
  std::vector<PhaseFigure> happened;
  for (const PhaseFigure& figure : all) {
    if (figure.times->count() > 0) happened.push_back(figure);
  }
  return happened;
}

std::vector<std::string> connectionTexts(const stats::Row& total) {
  const stats::ConnectionFigures& figures = total.connections;
  if (figures.opened + figures.reused + figures.failed == 0) return {};
  std::vector<std::string> texts{"Connections: " + counted(figures.opened, "opened"),
                                 counted(figures.failed, "failed"),
                                 counted(figures.reused, "requests on kept ones")};
  if (figures.resent > 0) texts.push_back(counted(figures.resent, "sent again"));
  if (figures.full_handshakes + figures.resumed_handshakes > 0) {
    texts.push_back("TLS handshakes: " + counted(figures.full_handshakes, "full"));
    texts.push_back(counted(figures.resumed_handshakes, "resumed"));
  }
  texts.push_back(bytesText(total.bytes_sent) + " sent");
  texts.push_back(bytesText(total.bytes_received) + " received");
  return texts;
}

std::vector<std::string> phaseLines(const stats::Row& total, std::size_t width) {
  const std::vector<PhaseFigure> figures = phaseFigures(total.connections);
  if (figures.empty()) return {};
  TextTable table({{"CONNECTION", TextTable::Align::kLeft},
                   {"PHASE", TextTable::Align::kLeft},
                   {"COUNT"},
                   {"AVERAGE"},
                   {"P50"},
                   {"P95"},
                   {"P99"},
                   {"MAX"}});
  for (const PhaseFigure& figure : figures) {
    const stats::Histogram& times = *figure.times;
    const auto at = [&times](double quantile) {
      return msText(static_cast<double>(times.valueAt(quantile)));
    };
    table.addRow({figure.kept ? "kept" : "new", shownName(figure.name),
                  std::to_string(times.count()), msText(times.mean()), at(0.5), at(0.95), at(0.99),
                  msText(static_cast<double>(times.max()))});
  }
  return table.lines(width);
}

}  // namespace hrp::outputs
