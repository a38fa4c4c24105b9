#include "cli/network_flags.hpp"

#include <utility>

#include "hrp/base/files/file.hpp"
#include "hrp/net/pinned_names.hpp"

namespace hrp::cli {

using base::fail;

void addNetworkFlags(CLI::App& command, runner::RunProfile& profile,
                     std::vector<std::string>& source_ips, const char* group) {
  command
      .add_option("--ca-file", profile.ca_file,
                  "Trust the certificates of this PEM file instead of the system's")
      ->group(group)
      ->type_name("FILE");
  command
      .add_option("--resolve", profile.resolve,
                  "HOST:PORT:ADDR[,ADDR]…: these addresses instead of DNS, in turn; HOST * is any, "
                  "IPv6 in brackets; may be repeated")
      ->group(group)
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      .add_option("--dns-server", profile.dns_server,
                  "ADDR[:PORT]: ask this DNS server instead of the system's")
      ->group(group)
      ->type_name("ADDRESS");
  command
      .add_option("--source-ip", source_ips,
                  "Connect from these addresses of this machine, in turn: a,b,c")
      ->group(group)
      ->type_name("ADDRESSES")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      .add_flag("--strict-http", profile.strict_http,
                "Fail responses that break a rule of HTTP/1.1 that clients let pass, such as "
                "folded header lines")
      ->group(group);
}

base::Result<> finishNetwork(runner::RunProfile& profile) {
  for (const std::string& text : profile.resolve) {
    if (auto pin = net::parsePinnedName(text); !pin) return fail(pin.error().within("resolve"));
  }
  if (!profile.dns_server.empty()) {
    const auto server = net::parseDnsServer(profile.dns_server);
    if (!server) return fail(server.error().within("dns-server"));
  }
  profile.ca_certificates.clear();
  if (profile.ca_file.empty()) return {};
  auto pem = base::readFile(profile.ca_file, runner::RunProfile::kMaxCaBytes);
  if (!pem) return fail(pem.error().within("ca-file"));
  if (pem->find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return fail(base::ErrorCode::kInvalidArgument,
                "ca-file: " + profile.ca_file + ": no certificate in PEM format in it",
                "it begins with -----BEGIN CERTIFICATE-----");
  }
  profile.ca_certificates = std::move(*pem);
  return {};
}

}  // namespace hrp::cli
