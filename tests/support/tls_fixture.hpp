#pragma once
// TlsFixture: a test server with a certificate of its own and a probe that talks to it over TLS.

#include <memory>
#include <string>

#include "support/http_probe.hpp"
#include "support/server/test_server.hpp"
#include "support/test_certificate.hpp"

namespace hrp::testing {

// `trust`: the probe knows the certificate, which is for `names`.
struct TlsFixture {
  explicit TlsFixture(const std::string& names, bool trust, const std::string& host = "127.0.0.1")
      : certificate(names),
        server(std::move(*TestServer::start({.certificate_file = certificate.certificateFile(),
                                             .key_file = certificate.keyFile()}))),
        probe({.origin = {.tls = true, .host = host, .port = server->port()},
               .context = {.ca_certificates = trust ? certificate.certificatePem() : ""}}) {}
  TestCertificate certificate;
  std::unique_ptr<TestServer> server;
  HttpProbe probe;
};

}  // namespace hrp::testing
