#include "hrp/outputs/report_page.hpp"

#include "hrp/base/base64.hpp"
#include "outputs/page/page_text.hpp"
#include "outputs/prometheus/gzip_text.hpp"

namespace hrp::outputs {
namespace {

constexpr std::size_t kLargestPlainData = 64 * 1024;
constexpr int kSmallest = 9;

// A script ends at the first `</script` whatever the JSON says, and in JSON `<` occurs in strings
// only.
std::string withoutTags(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  for (const char letter : json) {
    if (letter == '<') {
      text += "\\u003c";
    } else {
      text += letter;
    }
  }
  return text;
}

std::string dataElement(std::string_view json) {
  if (json.size() <= kLargestPlainData) {
    return "<script id=\"run-data\" type=\"application/json\">" + withoutTags(json) + "</script>";
  }
  return "<script id=\"run-data\" type=\"application/gzip\">" +
         base::base64(gzipped(json, kSmallest)) + "</script>";
}

}  // namespace

std::string reportPage(std::string_view json) {
  std::string page;
  for (const std::string_view piece : pageBeforeData()) page += piece;
  page += dataElement(json);
  for (const std::string_view piece : pageAfterData()) page += piece;
  return page;
}

}  // namespace hrp::outputs
