#include "import/foreign_kind.hpp"

#include <algorithm>
#include <array>

#include "import/ordered_access.hpp"

namespace hrp::import {
namespace {

constexpr const char* kSources =
    "hrp convert takes curl commands, requests copied from a browser, HAR files, Postman 2 "
    "collections and testcases";

struct Sign {
  std::string_view text;
  const char* name;
  const char* cure;
};

// By how the bytes begin.
constexpr std::array kMagic{
    Sign{"\x1F\x8B", "gzip cannot be converted as it is", "unpack it first: gunzip FILE"},
    Sign{"PK\x03\x04", "a zip archive cannot be converted as it is", "unpack it first: unzip FILE"},
    Sign{"BZh", "bzip2 cannot be converted as it is", "unpack it first: bunzip2 FILE"},
    Sign{"\xFD\x37zXZ", "xz cannot be converted as it is", "unpack it first: unxz FILE"},
    Sign{"\x28\xB5\x2F\xFD", "zstd cannot be converted as it is", "unpack it first: unzstd FILE"},
    Sign{"\xFF\xFE", "a text in UTF-16 cannot be converted", "save it as UTF-8"},
    Sign{"\xFE\xFF", "a text in UTF-16 cannot be converted", "save it as UTF-8"},
};

// By what stands in the text.
constexpr std::array kScripts{
    Sign{"<jmeterTestPlan", "a JMeter plan cannot be converted",
         "record its requests as HAR through a proxy, or write them as curl commands"},
    Sign{"from 'k6", "a script of k6 cannot be converted",
         "run it once through a recording proxy and convert the HAR"},
    Sign{"from \"k6", "a script of k6 cannot be converted",
         "run it once through a recording proxy and convert the HAR"},
    Sign{"from locust import", "a script of Locust cannot be converted",
         "run it once through a recording proxy and convert the HAR"},
    Sign{"import locust", "a script of Locust cannot be converted",
         "run it once through a recording proxy and convert the HAR"},
    Sign{"io.gatling", "a script of Gatling cannot be converted",
         "convert the HAR that it was recorded from"},
};

bool isBinary(std::string_view text) {
  const std::string_view head = text.substr(0, 4096);
  const auto controls = std::count_if(
      head.begin(), head.end(), [](unsigned char c) { return c < 0x20 && (c < '\t' || c > '\r'); });
  constexpr std::ptrdiff_t kMostOf = 20;  // a text has a control character here and there
  return head.find('\0') != std::string_view::npos ||
         controls * kMostOf > static_cast<std::ptrdiff_t>(head.size());
}

}  // namespace

ForeignKind emptyKind() {
  return {"the file is empty", kSources};
}

std::optional<ForeignKind> foreignBytes(std::string_view text) {
  for (const Sign& sign : kMagic) {
    if (text.starts_with(sign.text)) return ForeignKind{sign.name, sign.cure};
  }
  if (isBinary(text)) return ForeignKind{"a binary file cannot be converted", kSources};
  return std::nullopt;
}

std::optional<ForeignKind> foreignText(std::string_view text) {
  const std::size_t start = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  const bool xml = text.substr(start).starts_with('<');
  const bool commands = text.find("curl") != std::string_view::npos;
  for (const Sign& sign : kScripts) {
    if ((xml || !commands) && text.find(sign.text) != std::string_view::npos) {
      return ForeignKind{sign.name, sign.cure};
    }
  }
  if (xml) return ForeignKind{"XML or HTML cannot be converted", kSources};
  return std::nullopt;
}

ForeignKind foreignDocument(const OrderedValue& document) {
  const auto has = [&document](const char* key) { return document.contains(key); };
  if (!document.is_object()) return {"the document is not a map", kSources};
  if (has("openapi") || has("swagger")) {
    return {"an OpenAPI description cannot be converted", kSources};
  }
  if (has("requests") && has("order")) {
    return {"a Postman 1 collection cannot be converted; export it as 2.1", kSources};
  }
  if (has("_postman_variable_scope") || (has("values") && valueIn(document, "values").is_array())) {
    const bool globals = textIn(document, "_postman_variable_scope") == "globals";
    return {
        globals ? "Postman globals hold no requests" : "a Postman environment holds no requests",
        "give it beside its collection: hrp convert COLLECTION --environment FILE"};
  }
  if (textIn(document, "type").starts_with("collection.insomnia.rest") ||
      textIn(document, "_type") == "export") {
    return {"an Insomnia collection cannot be converted", "export it as HAR"};
  }
  if (has("opencollection") || (has("version") && has("type") && has("ignore"))) {
    return {"a Bruno collection cannot be converted", "export it as a Postman collection"};
  }
  if (has("log")) return {"log.entries is missing or not a list: no HAR", kSources};
  return {"neither a HAR file, a Postman collection nor a testcase", kSources};
}

}  // namespace hrp::import
