#pragma once
// Host names of URLs and flags, brought to the one spelling that DNS, Host fields, SNI,
// certificates and cookies use (WHATWG URL 3.5; RFC 5891 and UTS 46, non-transitional, by libidn2).
// Pure; any thread.

#include <string>
#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::net {

// "Bücher.Example" and "b%C3%BCcher.example" → "xn--bcher-kva.example"; other names in lower case.
// kInvalidArgument, with a message for behind the name, for what no host is called: characters that
// no name has (also as %20), a last label that is a number where the whole is no IPv4 address
// ("256.256.256.256", "foo.09"), labels that IDNA does not know, over 255 bytes.
// Short spellings of addresses ("127.1") stay as written.
[[nodiscard]] base::Result<std::string> asciiHost(std::string_view written);

}  // namespace hrp::net
