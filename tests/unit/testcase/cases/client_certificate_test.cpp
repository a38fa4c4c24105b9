#include "testcase/cases/client_certificate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/test_certificate.hpp"
#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ClientCertificateTest : public ::testing::Test {
 protected:
  std::string errorOf(const std::vector<std::string>& files) {
    const auto read = readClientCertificate(files, files_);
    return read ? "read" : read.error().message;
  }
  static std::string caseWith(const std::string& cert) {
    return "config: {name: a, base_url: 'https://h', cert: " + cert +
           "}\nteststeps: [{name: s, request: {method: GET, url: /}}]\n";
  }
  static const RequestStep& requestOf(const Program& program, std::size_t index) {
    return *stepIf<RequestStep>(program.operations[index]);
  }

  hrp::testing::TestCertificate own_{"DNS:client"};
  hrp::testing::TestCertificate other_{"DNS:other"};
  hrp::testing::MemoryFiles files_{{{"both.pem", own_.certificatePem() + own_.keyPem()},
                                    {"cert.pem", own_.certificatePem()},
                                    {"key.pem", own_.keyPem()},
                                    {"other.pem", other_.keyPem()},
                                    {"text.pem", "text"}}};
};

TEST_F(ClientCertificateTest, OneFileHoldsBothOrTwoHoldOneEach) {
  const auto one = readClientCertificate({files_.folder + "/both.pem"}, files_);
  ASSERT_TRUE(one.has_value()) << one.error().message;
  EXPECT_EQ(one->certificate, one->key);
  const auto two =
      readClientCertificate({files_.folder + "/cert.pem", files_.folder + "/key.pem"}, files_);
  ASSERT_TRUE(two.has_value()) << two.error().message;
  EXPECT_EQ(two->certificate, own_.certificatePem());
  EXPECT_EQ(two->key, own_.keyPem());
  EXPECT_THAT(two->name, HasSubstr("cert.pem"));
}

TEST_F(ClientCertificateTest, NamesTheFileThatCannotBeUsed) {
  const std::string at = files_.folder + "/";
  EXPECT_THAT(errorOf({at + "missing.pem"}), StartsWith(at + "missing.pem: "));
  EXPECT_THAT(errorOf({at + "text.pem"}), HasSubstr("text.pem: no certificate in PEM format"));
  EXPECT_THAT(errorOf({at + "cert.pem"}), HasSubstr("cert.pem: no private key in PEM format"));
  EXPECT_THAT(errorOf({at + "cert.pem", at + "other.pem"}),
              HasSubstr("other.pem: the key does not belong to the certificate"));
}

TEST_F(ClientCertificateTest, EveryRequestOfTheCaseShowsIt) {
  const Texts files{{"both.pem", own_.certificatePem() + own_.keyPem()}};
  const auto loaded = program(caseWith("both.pem"), files);
  ASSERT_NE(requestOf(*loaded, 0).certificate, nullptr);
  EXPECT_THAT(requestOf(*loaded, 0).certificate->name, HasSubstr("both.pem"));
  const auto without = program("teststeps: [{name: s, request: {url: 'https://h/'}}]\n");
  EXPECT_EQ(requestOf(*without, 0).certificate, nullptr);
}

TEST_F(ClientCertificateTest, ItsPathMayBeAVariable) {
  const Texts files{{"cert.pem", own_.certificatePem()}, {"key.pem", own_.keyPem()}};
  const auto loaded = program(
      "config: {name: a, variables: {name: key}, cert: [cert.pem, $name.pem]}\n"
      "teststeps: [{name: s, request: {url: 'https://h/'}}]\n",
      files);
  ASSERT_NE(requestOf(*loaded, 0).certificate, nullptr);
}

TEST_F(ClientCertificateTest, TestcasesThatCallEachOtherShareEqualOnes) {
  const Texts files{{"both.pem", own_.certificatePem() + own_.keyPem()},
                    {"callee.yaml", caseWith("both.pem")}};
  const auto loaded = program(
      "config: {name: a, cert: both.pem}\n"
      "teststeps: [{name: s, request: {url: 'https://h/'}}, {name: c, testcase: callee.yaml}]\n",
      files);
  const auto& first = requestOf(*loaded, 0).certificate;
  EXPECT_EQ(requestOf(*loaded, 2).certificate, first);
}

TEST_F(ClientCertificateTest, ACaseWithABadOneDoesNotLoad) {
  EXPECT_THAT(loadError(caseWith("none.pem")),
              ::testing::AllOf(HasSubstr("case.yaml: config.cert: "), HasSubstr("none.pem")));
  EXPECT_THAT(loadError(caseWith("{a: b}")), HasSubstr("config.cert"));
  EXPECT_THAT(loadError(caseWith("[a, b, c]")), HasSubstr("config.cert"));
  EXPECT_THAT(loadError(caseWith("''")), HasSubstr("config.cert"));
}

}  // namespace
}  // namespace hrp::testcase
