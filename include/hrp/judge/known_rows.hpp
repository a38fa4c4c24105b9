#pragma once
// KnownRow: a row that the testcases of a run can have, as far as is known before the first
// request. bindThreshold() decides by them which rows a threshold looks at, or that there are none:
// a slip in a name must not become a threshold that never sees data. Pure.
//
// Names are matched as they are, and with their type before them ("request-GET login",
// "transaction login"). A pattern that matches requests judges these, and not the transactions,
// testcases and waits around them that it matches too.

#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/judge/threshold.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::judge {

struct KnownRow {
  std::string type;      // "request-GET"
  std::string name;      // as shown: with the variables that it holds
  std::string pattern;   // of all names that it can have
  bool constant = true;  // it has one name
  bool in_total = true;  // a request
};
using KnownRows = std::vector<KnownRow>;

[[nodiscard]] KnownRow constantRow(std::string type, const std::string& name, bool in_total);
// A name with variables: everything from the first `$` on may be anything.
[[nodiscard]] KnownRow variableRow(std::string type, const std::string& name, bool in_total);

// kBadSetting when no row can match: the message names the pattern, the hint the rows there are.
[[nodiscard]] base::Result<> bindThreshold(Threshold& threshold, const KnownRows& rows);

// Whether a bound threshold that has a pattern looks at the row.
[[nodiscard]] bool looksAt(const Threshold& threshold, const stats::RowKey& key, bool in_total);

}  // namespace hrp::judge
