#include "cli/network_flags.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"
#include "support/test_certificate.hpp"
#include "unit/cli/parsed_options.hpp"

namespace hrp::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct NetworkParsed {
  runner::RunProfile profile;
  std::vector<std::string> source_ips;
  base::Result<> finished;
};

NetworkParsed parseNetwork(std::vector<std::string> arguments) {
  NetworkParsed parsed;
  CLI::App app;
  std::vector<std::string> cases;
  app.add_option("cases", cases);
  addNetworkFlags(app, parsed.profile, parsed.source_ips, "Connections");
  parseArguments(app, std::move(arguments));
  parsed.finished = finishNetwork(parsed.profile);
  return parsed;
}

TEST(NetworkFlagsTest, ReadsEveryFlagAndLeavesTheTestcases) {
  const hrp::testing::TestCertificate certificate("DNS:ca");
  const NetworkParsed parsed =
      parseNetwork({"--resolve", "a:80:127.0.0.2", "case.yaml", "--resolve",
                    "b:80:127.0.0.3,127.0.0.4", "--source-ip", "127.0.0.2,127.0.0.3",
                    "--dns-server", "127.0.0.1:53", "--ca-file", certificate.certificateFile()});
  ASSERT_TRUE(parsed.finished.has_value()) << parsed.finished.error().message;
  EXPECT_THAT(parsed.profile.resolve, ElementsAre("a:80:127.0.0.2", "b:80:127.0.0.3,127.0.0.4"));
  EXPECT_THAT(parsed.source_ips, ElementsAre("127.0.0.2", "127.0.0.3"));
  EXPECT_EQ(parsed.profile.dns_server, "127.0.0.1:53");
  EXPECT_EQ(parsed.profile.ca_certificates, certificate.certificatePem());
}

TEST(NetworkFlagsTest, NamesWhatCannotBeUsed) {
  const auto message = [](std::vector<std::string> arguments) {
    const NetworkParsed parsed = parseNetwork(std::move(arguments));
    return parsed.finished ? std::string("fine") : parsed.finished.error().message;
  };
  EXPECT_EQ(message({}), "fine");
  EXPECT_THAT(message({"--resolve", "a:b"}), HasSubstr("resolve: \"a:b\""));
  EXPECT_THAT(message({"--dns-server", "x"}), HasSubstr("dns-server: \"x\""));
  EXPECT_THAT(message({"--ca-file", "/nonexistent.pem"}), HasSubstr("ca-file: /nonexistent.pem"));
  const hrp::testing::TempFolder folder;
  const std::string file = folder.path() + "/no.pem";
  ASSERT_TRUE(base::writeFileAtomically(file, "text"));
  EXPECT_THAT(message({"--ca-file", file}), HasSubstr("no certificate in PEM format"));
}

}  // namespace
}  // namespace hrp::cli
