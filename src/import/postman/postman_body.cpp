#include "import/postman/postman_body.hpp"

#include <array>
#include <utility>

#include "import/postman/postman_access.hpp"

namespace hrp::import {
namespace {

constexpr std::string_view typeOfLanguage(std::string_view language) {
  if (language == "json") return "application/json";
  if (language == "xml") return "application/xml";
  if (language == "html") return "text/html";
  if (language == "javascript") return "application/javascript";
  return "text/plain";
}

class BodyWriter {
 public:
  BodyWriter(PostmanBodyNeeds needs, HeaderList& headers, OrderedValue& request)
      : needs_(needs), headers_(headers), request_(request) {}

  void write(const OrderedValue& body) {
    const std::string mode = textIn(body, "mode");
    if (mode == "raw") {
      writeRaw(body);
    } else if (mode == "urlencoded") {
      writeUrlEncoded(valueIn(body, "urlencoded"));
    } else if (mode == "formdata") {
      writeFormData(valueIn(body, "formdata"));
    } else if (mode == "file") {
      writeFile(valueIn(body, "file"));
    } else if (mode == "graphql") {
      writeGraphQl(valueIn(body, "graphql"));
    } else if (!mode.empty() && mode != "none") {
      note("the body mode \"" + mode + "\" is not known; the body is left out");
    }
  }

 private:
  void note(const std::string& text) { needs_.notes.push_back(needs_.place + ": " + text); }

  void writeRaw(const OrderedValue& body) {
    const std::string text = textIn(body, "raw");
    if (text.empty()) return;
    const std::string language = textIn(valueIn(valueIn(body, "options"), "raw"), "language");
    headers_.addDefault("Content-Type", std::string(typeOfLanguage(language)));
    request_["body"] = needs_.texts.convert(text);
  }

  void writeUrlEncoded(const OrderedValue& fields) {
    headers_.addDefault("Content-Type", "application/x-www-form-urlencoded");
    std::string form;
    for (const OrderedValue& field : enabledOf(fields)) {
      if (!form.empty()) form += '&';
      form += needs_.texts.convertEncoded(textIn(field, "key")) + "=" +
              needs_.texts.convertEncoded(textIn(field, "value"));
    }
    if (!form.empty()) request_["body"] = form;
  }

  void writeFormData(const OrderedValue& fields) {
    std::vector<FormPart> parts;
    for (const OrderedValue& field : enabledOf(fields)) {
      FormPart part;
      part.name = needs_.texts.convert(textIn(field, "key"));
      part.type = textIn(field, "contentType");
      part.place = needs_.place;
      if (textIn(field, "type") == "file") {
        addFiles(valueIn(field, "src"), std::move(part), parts);
      } else {
        part.text = needs_.texts.convert(textIn(field, "value"));
        parts.push_back(std::move(part));
      }
    }
    if (parts.empty()) return;
    headers_.remove("Content-Type");
    if (auto done = writeForm(parts, needs_.files, headers_, request_); !done) {
      note("the form is left out: " + done.error().message);
    }
  }

  // A path, or a list of them: a part each.
  void addFiles(const OrderedValue& source, FormPart part, std::vector<FormPart>& parts) {
    const OrderedValue list = source.is_array() ? source : OrderedValue::array({source});
    bool any = false;
    for (const OrderedValue& entry : list) {
      if (!entry.is_string() || entry.get_ref<const std::string&>().empty()) continue;
      any = true;
      const std::string path = entry.get<std::string>();
      const auto known = needs_.texts.known(path);
      part.is_file = true;
      part.path = known.value_or("");
      part.text = needs_.texts.convert(path);
      if (known && !isThere(*known)) {
        note("the form field \"" + part.name + "\" is left out: there is no file " + *known);
      } else {
        parts.push_back(part);
      }
    }
    if (!any) note("the form field \"" + part.name + "\" is left out: it names no file");
  }

  [[nodiscard]] bool isThere(const std::string& path) {
    return needs_.files.isFile(testcase::absolutePath(needs_.files.workingFolder(), path));
  }

  void writeFile(const OrderedValue& file) {
    const std::string path = file.is_string() ? file.get<std::string>() : textIn(file, "src");
    const auto known = needs_.texts.known(path);
    if (path.empty() || !known) {
      note(path.empty() ? "the body is left out: it names no file"
                        : "the body is left out: the variable in its file's name, " + path +
                              ", has no value here");
      return;
    }
    auto content = readSourceFile(*known, "the body is left out", needs_.files);
    if (!content) {
      note(content.error().message);
    } else if (!content->empty()) {
      request_["body"] = dataText(*content);
    }
  }

  void writeGraphQl(const OrderedValue& graphql) {
    headers_.addDefault("Content-Type", "application/json");
    std::string text = "{\"query\":" + OrderedValue(textIn(graphql, "query")).dump();
    if (const std::string name = textIn(graphql, "operationName"); !name.empty()) {
      text += ",\"operationName\":" + OrderedValue(name).dump();
    }
    const OrderedValue& written = valueIn(graphql, "variables");
    const std::string variables =
        written.is_structured() ? written.dump() : textIn(graphql, "variables");
    if (variables.find_first_not_of(" \t\r\n") != std::string::npos) {
      const OrderedValue parsed = OrderedValue::parse(variables, nullptr, false);
      text += ",\"variables\":" + (parsed.is_discarded() ? variables : parsed.dump());
    }
    request_["body"] = needs_.texts.convert(text + "}");
  }

  PostmanBodyNeeds needs_;
  HeaderList& headers_;
  OrderedValue& request_;
};

}  // namespace

void writePostmanBody(const OrderedValue& body, PostmanBodyNeeds needs, HeaderList& headers,
                      OrderedValue& request) {
  BodyWriter(needs, headers, request).write(body);
}

}  // namespace hrp::import
