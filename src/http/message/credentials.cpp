#include "hrp/http/credentials.hpp"

#include "hrp/base/base64.hpp"
#include "hrp/http/ascii.hpp"

namespace hrp::http {

std::string base64(std::string_view bytes) {
  return base::base64(bytes);
}

std::string percentDecoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hexDigit(text[i + 1]);
      const int low = hexDigit(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::string basicCredentials(std::string_view userinfo) {
  std::string pair = percentDecoded(userinfo);
  if (userinfo.find(':') == std::string_view::npos) pair += ':';
  return "Basic " + base64(pair);
}

}  // namespace hrp::http
