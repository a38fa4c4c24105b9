#include <array>
#include <optional>
#include <utility>

#include "import/converters.hpp"
#include "import/postman/postman_access.hpp"
#include "import/postman/postman_request.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t kMostDepth = 64;  // of folders in folders

class CollectionReader {
 public:
  CollectionReader(const OrderedValue& collection, const Source& source)
      : collection_(collection), source_(source) {}

  Result<Converted> read() && {
    if (auto defined = defineAll(); !defined) return base::fail(std::move(defined.error()));
    countScripts(collection_);
    const OrderedValue& auth = valueIn(collection_, "auth");
    if (auto added = addItems(valueIn(collection_, "item"), auth, {}, 0); !added) {
      return base::fail(std::move(added.error()));
    }
    if (steps_.empty()) {
      return base::fail(first_error_.value_or(
          base::Error{ErrorCode::kParse, source_.file + ": \"item\" holds no request", {}}));
    }
    const std::string title = textIn(valueIn(collection_, "info"), "name");
    out_.kind = SourceKind::kPostman;
    out_.testcase = wrapSteps(dataText(title.empty() ? "collection" : title), std::move(steps_));
    const OrderedValue variables = texts_.variables();
    if (!variables.empty()) out_.testcase["config"]["variables"] = variables;
    addNotes();
    return std::move(out_);
  }

 private:
  // An environment wins over the collection, the last one given over the others.
  Result<> defineAll() {
    const std::vector<std::string>& environments = source_.options.environments;
    for (auto path = environments.rbegin(); path != environments.rend(); ++path) {
      auto content = readSourceFile(*path, "--environment", source_.files);
      if (!content) return base::fail(std::move(content.error()));
      auto document = testcase::readOrderedJson(*content, *path);
      if (!document) return base::fail(std::move(document.error()));
      if (!valueIn(*document, "values").is_array()) {
        return base::fail(ErrorCode::kParse, *path + ": no Postman environment (\"values\")");
      }
      define(valueIn(*document, "values"));
    }
    define(valueIn(collection_, "variable"));
    defineInFolders(valueIn(collection_, "item"), 0);
    defineOfScripts(collection_, 0);
    return {};
  }

  void define(const OrderedValue& variables) {
    for (const OrderedValue& variable : enabledOf(variables)) {
      std::string name = textIn(variable, "key");
      if (name.empty()) name = textIn(variable, "id");
      if (!name.empty()) texts_.define(name, valueIn(variable, "value"));
    }
  }

  void defineInFolders(const OrderedValue& items, std::size_t depth) {
    if (!items.is_array() || depth > kMostDepth) return;
    for (const OrderedValue& item : items) {
      define(valueIn(item, "variable"));
      defineInFolders(valueIn(item, "item"), depth + 1);
    }
  }

  // What a script sets is a variable, though its value is not known: pm.environment.set("token", …)
  void defineOfScripts(const OrderedValue& item, std::size_t depth) {
    for (const OrderedValue& event : enabledOf(valueIn(item, "event"))) {
      const std::string script = joinedTexts(valueIn(valueIn(event, "script"), "exec"), "\n");
      defineOfScript(script);
    }
    const OrderedValue& items = valueIn(item, "item");
    if (!items.is_array() || depth > kMostDepth) return;
    for (const OrderedValue& inner : items) defineOfScripts(inner, depth + 1);
  }

  void defineOfScript(std::string_view script) {
    static constexpr std::array<std::string_view, 4> kCalls{
        ".set(", "setEnvironmentVariable(", "setGlobalVariable(", "setCollectionVariable("};
    for (const std::string_view call : kCalls) {
      for (std::size_t at = script.find(call); at != std::string_view::npos;
           at = script.find(call, at + 1)) {
        const std::size_t quote = script.find_first_not_of(" \t", at + call.size());
        if (quote == std::string_view::npos ||
            std::string_view("'\"`").find(script[quote]) == std::string_view::npos) {
          continue;
        }
        const std::size_t end = script.find(script[quote], quote + 1);
        if (end == std::string_view::npos) continue;
        const std::string name(script.substr(quote + 1, end - quote - 1));
        if (name.empty() || texts_.isDefined(name)) continue;
        texts_.define(name, "");
        of_scripts_.push_back(name);
      }
    }
  }

  void countScripts(const OrderedValue& item) {
    for (const OrderedValue& event : enabledOf(valueIn(item, "event"))) {
      const std::string script = joinedTexts(valueIn(valueIn(event, "script"), "exec"), "\n");
      if (script.find_first_not_of(" \t\r\n") != std::string::npos) ++scripts_;
    }
  }

  Result<> addItems(const OrderedValue& items, const OrderedValue& auth, const std::string& folder,
                    std::size_t depth) {
    if (!items.is_array()) {
      return base::fail(ErrorCode::kParse, source_.file + ": \"item\" is not a list");
    }
    if (depth > kMostDepth) {
      return base::fail(ErrorCode::kLimit, source_.file + ": folders nested deeper than 64");
    }
    for (const OrderedValue& item : items) {
      if (isDisabled(item)) continue;
      std::string name = folder + textIn(item, "name");
      countScripts(item);
      const OrderedValue& own = valueIn(item, "auth");
      const OrderedValue& inherited = own.is_object() ? own : auth;
      if (item.is_object() && item.contains("item")) {
        auto added = addItems(item["item"], inherited, name + " / ", depth + 1);
        if (!added) return added;
      } else if (auto step = makeStep(item, inherited, name); step) {
        steps_.push_back(std::move(*step));
      } else {
        out_.notes.push_back(step.error().message + "; it is left out");
        if (!first_error_) first_error_ = std::move(step.error());
      }
    }
    return {};
  }

  Result<OrderedValue> makeStep(const OrderedValue& item, const OrderedValue& auth,
                                const std::string& name) {
    const std::string place =
        source_.file + ": item " + std::to_string(++items_) + " (" + name + ")";
    const OrderedValue& source = valueIn(item, "request");
    if (!source.is_object() && !source.is_string()) {
      return base::fail(ErrorCode::kParse, place + ": there is no \"request\" in it");
    }
    const OrderedValue& own = valueIn(source, "auth");
    auto request = readPostmanRequest(
        {source, own.is_object() ? own : auth, valueIn(item, "protocolProfileBehavior")},
        {texts_, source_.files, place, out_.notes});
    if (!request) return request;
    OrderedValue step = OrderedValue::object();
    step["name"] = dataText(name);
    step["request"] = std::move(*request);
    return step;
  }

  void addNotes() {
    for (const std::string& name : texts_.undefined()) {
      const bool of_host = texts_.isDefined(name);
      out_.notes.push_back(source_.file + ": nothing defines {{" + name + "}}; " +
                           (of_host ? "set " + texts_.variableName(name) + " in config.variables"
                                    : "it is sent as this text") +
                           ", or give its environment with --environment");
    }
    for (const std::string& name : of_scripts_) {
      out_.notes.push_back(source_.file + ": {{" + name + "}} is set by a script, which is not " +
                           "converted; extract " + texts_.variableName(name) +
                           " in a step, or set it in config.variables");
    }
    if (scripts_ > 0) {
      out_.notes.push_back(source_.file + ": " + std::to_string(scripts_) +
                           " scripts (events) are not converted");
    }
  }

  const OrderedValue& collection_;
  const Source& source_;
  PostmanText texts_;
  std::vector<std::string> of_scripts_;
  OrderedValue steps_ = OrderedValue::array();
  std::optional<base::Error> first_error_;
  Converted out_;
  std::size_t items_ = 0;
  std::size_t scripts_ = 0;
};

}  // namespace

Result<Converted> convertPostman(const OrderedValue& document, const Source& source) {
  return CollectionReader(document, source).read();
}

}  // namespace hrp::import
