#include "hrp/judge/known_rows.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "hrp/base/closest_name.hpp"
#include "judge/row_pattern.hpp"

namespace hrp::judge {
namespace {

constexpr std::size_t kMostListed = 30;
constexpr std::string_view kWholeRun = "Total";  // as the tables call it

bool canBe(const Threshold& threshold, const KnownRow& row) {
  if (threshold.metric == Metric::kPassedTransactions && row.type != stats::kTransactionType) {
    return false;
  }
  return canMeet(threshold.pattern, row.pattern) ||
         canMeet(threshold.pattern, literalPattern(row.type + " ") + row.pattern);
}

std::string listOf(const KnownRows& rows) {
  std::set<std::string> names;
  for (const KnownRow& row : rows) {
    names.insert(row.in_total ? "\"" + row.name + "\"" : "\"" + row.name + "\" (" + row.type + ")");
  }
  std::string list;
  std::size_t listed = 0;
  for (const std::string& name : names) {
    if (listed++ == kMostListed) break;
    list += (list.empty() ? "" : ", ") + name;
  }
  if (names.size() > kMostListed) {
    list += " and " + std::to_string(names.size() - kMostListed) + " more";
  }
  return list;
}

base::Error noSuchRow(const Threshold& threshold, const KnownRows& rows) {
  std::vector<std::string> names;
  for (const KnownRow& row : rows) names.push_back(row.name);
  const auto meant = base::closestName(threshold.pattern, names);
  const bool transactions = threshold.metric == Metric::kPassedTransactions;
  return {base::ErrorCode::kBadSetting,
          (threshold.place.empty() ? "" : threshold.place + ": ") + "\"" + threshold.text +
              "\", column 1: no " + (transactions ? "transaction" : "row") + " is named \"" +
              threshold.pattern + "\"" + (meant ? ", did you mean \"" + *meant + "\"?" : ""),
          "there are: " + listOf(rows) + "; without a name the whole run is judged"};
}

}  // namespace

KnownRow constantRow(std::string type, const std::string& name, bool in_total) {
  return {std::move(type), name, literalPattern(name), true, in_total};
}

KnownRow variableRow(std::string type, const std::string& name, bool in_total) {
  const std::string known = name.substr(0, name.find('$'));
  return {std::move(type), name, literalPattern(known) + "*", false, in_total};
}

base::Result<> bindThreshold(Threshold& threshold, const KnownRows& rows) {
  if (threshold.pattern.empty()) return {};
  bool any = false;
  bool request = false;
  // A name that is there for certain says more than one that a variable could give.
  for (const bool constant : {true, false}) {
    for (const KnownRow& row : rows) {
      if (row.constant != constant || !canBe(threshold, row)) continue;
      any = true;
      request = request || row.in_total;
    }
    if (any) break;
  }
  if (!any && threshold.pattern == kWholeRun) {
    threshold.pattern.clear();
    return {};
  }
  if (!any) return base::fail(noSuchRow(threshold, rows));
  threshold.containers = !request;
  return {};
}

bool looksAt(const Threshold& threshold, const stats::RowKey& key, bool in_total) {
  if (in_total == threshold.containers) return false;
  if (threshold.metric == Metric::kPassedTransactions && key.type != stats::kTransactionType) {
    return false;
  }
  return matches(threshold.pattern, key.name) ||
         matches(threshold.pattern, key.type + " " + key.name);
}

}  // namespace hrp::judge
