#include "testcase/compile/compile_parameters.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <utility>

#include "hrp/expression/csv.hpp"

namespace hrp::testcase {
namespace {

using PickOrder = ParameterSet::PickOrder;
using Table = ParameterSet::Table;

std::vector<std::string> columnNames(const std::string& key) {
  std::vector<std::string> names;
  std::size_t at = 0;
  while (at <= key.size()) {
    const std::size_t dash = std::min(key.find('-', at), key.size());
    names.emplace_back(trimmed(std::string_view(key).substr(at, dash - at)));
    at = dash + 1;
  }
  return names;
}

PickOrder pickOrder(const std::string& text) {
  if (text == "random") return PickOrder::kRandom;
  return text == "unique" ? PickOrder::kUnique : PickOrder::kSequential;
}

// The argument of "${P(…)}" or "${parameterize(…)}" when the text is exactly that.
std::optional<std::string> csvArgument(const std::string& text) {
  const std::string_view call = trimmed(text);
  for (const std::string_view head :
       {std::string_view("${P("), std::string_view("${parameterize(")}) {
    if (!call.starts_with(head) || !call.ends_with(")}")) continue;
    std::string_view inner = trimmed(call.substr(head.size(), call.size() - head.size() - 2));
    if (inner.find_first_of("(){},") != std::string_view::npos) return std::nullopt;
    const bool quoted =
        inner.size() >= 2 && (inner[0] == '"' || inner[0] == '\'') && inner.back() == inner.front();
    return std::string(quoted ? inner.substr(1, inner.size() - 2) : inner);
  }
  return std::nullopt;
}

// Reads one parameter after the other; the first problem ends it.
class ParameterCompiler {
 public:
  explicit ParameterCompiler(const ParameterInput& input) : in_(input) {}

  base::Result<> readSetting(ParameterSet& out) {
    ReadState state{in_.model.file, {}, false, nullptr, {}};
    FieldReader fields(in_.model.config.parameters_setting, "config.parameters_setting", state);
    default_order_ = pickOrder(fields.text("pick_order"));
    out.limit = fields.integer("limit").value_or(0);
    if (out.limit < 0) {
      spdlog::warn("{}: parameters_setting.limit is negative: no limit", in_.model.file);
      out.limit = 0;
    }
    if (const Value* strategies = fields.map("strategies")) {
      for (const auto& [key, strategy] : strategies->items()) {
        FieldReader inner(strategy, fields.pathOf("strategies." + key), state);
        orders_[key] = pickOrder(inner.text("pick_order"));
      }
    }
    if (state.error) return base::fail(std::move(*state.error));
    return {};
  }

  base::Result<Table> table(const std::string& key, const Value& written) {
    field_ = "config.parameters." + key;
    names_ = columnNames(key);
    Table out;
    const auto own = orders_.find(key);
    out.order = own == orders_.end() ? default_order_ : own->second;
    // Values are compiled first: a row cannot refer to the parameters it sets.
    auto filled = written.is_string() ? fillFromText(written.get<std::string>(), out)
                                      : fillFromList(written, true, out);
    if (!filled) return base::fail(std::move(filled.error()));
    if (out.order == PickOrder::kRandom && out.size() == 0) return refuse("no rows to choose from");
    for (const std::string& name : names_) {
      out.slots.push_back(in_.compiler.scope().sessionSlot(name));
    }
    return out;
  }

 private:
  [[nodiscard]] tl::unexpected<base::Error> refuse(
      const std::string& reason, base::ErrorCode code = base::ErrorCode::kInvalidArgument) const {
    return base::fail(code, in_.model.file + ": " + field_ + ": " + reason);
  }

  base::Result<Value> evaluate(const std::string& text) {
    const Template compiled = in_.compiler.text(field_, text, Stage::kConfig);
    auto value = compiled.evaluate({in_.config_values, &in_.context});
    if (!value) return refuse(value.error().message, value.error().code);
    return value;
  }

  base::Result<> fillFromText(const std::string& text, Table& out) {
    if (const auto argument = csvArgument(text)) {
      auto path = evaluate(*argument);
      if (!path) return base::fail(std::move(path.error()));
      return fillFromCsv(expression::toText(*path), out);
    }
    auto value = evaluate(text);
    if (!value) return base::fail(std::move(value.error()));
    return fillFromList(*value, false, out);
  }

  base::Result<> fillFromCsv(const std::string& path, Table& out) {
    FileSource& files = in_.context.files();
    auto file = files.keep(absolutePath(files.workingFolder(), path));
    if (!file) return refuse(file.error().message, file.error().code);
    auto csv = expression::parseCsv(expression::CsvText{(*file)->bytes().value(), *file});
    if (!csv) return refuse(path + ": " + csv.error().message, csv.error().code);
    const std::vector<std::string>& columns = csv->columns();
    for (const std::string& name : names_) {
      const auto it = std::find_if(columns.begin(), columns.end(),
                                   [&name](const auto& column) { return trimmed(column) == name; });
      if (it == columns.end()) return refuse(path + " has no column \"" + name + "\"");
      out.csv_columns.push_back(static_cast<std::size_t>(it - columns.begin()));
    }
    out.csv = std::make_shared<const expression::CsvTable>(std::move(*csv));
    return {};
  }

  base::Result<> fillFromList(const Value& list, bool holds_expressions, Table& out) {
    if (!list.is_array()) return refuse("expected a list, got " + kindName(list));
    for (std::size_t i = 0; i < list.size(); ++i) {
      auto row = cells(list[i], i);
      if (!row) return base::fail(std::move(row.error()));
      std::vector<ValueTemplate>& compiled = out.literal_rows.emplace_back();
      for (const Value& cell : *row) {
        compiled.push_back(holds_expressions ? in_.compiler.value(field_, cell, Stage::kBegin)
                                             : literalTemplate(cell));
      }
    }
    return {};
  }

  [[nodiscard]] base::Result<std::vector<Value>> cells(const Value& row, std::size_t number) const {
    const std::string place = "row " + std::to_string(number + 1);
    const bool single = names_.size() == 1;
    if (row.is_object() && (!single || row.contains(names_.front()))) {
      std::vector<Value> out;
      for (const std::string& name : names_) {
        if (!row.contains(name)) return refuse(place + " has no \"" + name + "\"");
        out.push_back(row.at(name));
      }
      return out;
    }
    if (single) return std::vector<Value>{row};
    if (!row.is_array()) return refuse(place + ": expected a list or a map, got " + kindName(row));
    if (row.size() != names_.size()) {
      return refuse(place + " has " + std::to_string(row.size()) + " values for " +
                    std::to_string(names_.size()) + " names");
    }
    return row.get<std::vector<Value>>();
  }

  const ParameterInput& in_;
  PickOrder default_order_ = PickOrder::kSequential;
  std::map<std::string, PickOrder> orders_;
  std::string field_;
  std::vector<std::string> names_;
};

// Keys of the map in the order of the file.
std::vector<std::string> orderedKeys(const ConfigModel& config) {
  std::vector<std::string> keys;
  for (const std::string& key : config.parameter_order) {
    if (config.parameters.contains(key)) keys.push_back(key);
  }
  for (const auto& [key, value] : config.parameters.items()) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

}  // namespace

base::Result<std::shared_ptr<const ParameterSet>> compileParameterSet(const ParameterInput& input) {
  auto out = std::make_shared<ParameterSet>();
  ParameterCompiler compiler(input);
  if (auto done = compiler.readSetting(*out); !done) return base::fail(std::move(done.error()));
  for (const std::string& key : orderedKeys(input.model.config)) {
    auto table = compiler.table(key, input.model.config.parameters.at(key));
    if (!table) return base::fail(std::move(table.error()));
    out->tables.push_back(std::move(*table));
  }
  // Without rows there is one run without parameters, as in the Go version.
  if (out->tables.empty() || out->rowCount() == 0) return std::shared_ptr<const ParameterSet>();
  return std::shared_ptr<const ParameterSet>(std::move(out));
}

}  // namespace hrp::testcase
