#pragma once
// TransportContext: what the transports of one engine thread share: the loop, the way to addresses
// and sockets, the TLS settings, and the memory that a read fills. Openings are pooled here, so a
// transport that stands, or rests, holds none.
//
// One owner, on the thread of its loop. Outlives its transports.

#include <memory>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/http/origin.hpp"
#include "hrp/net/dialer.hpp"
#include "hrp/net/event_loop.hpp"
#include "hrp/net/resolver.hpp"
#include "hrp/net/tls.hpp"

namespace hrp::http {

class Opening;

struct TransportContext {
  struct TlsSettings {
    std::string ca_certificates{};  // PEM; empty: the system's store
    bool resumption = true;
  };
  TransportContext(net::EventLoop& event_loop, net::Resolver::Options names,
                   net::Dialer source_dialer, TlsSettings tls_settings);
  ~TransportContext();
  TransportContext(const TransportContext&) = delete;
  TransportContext& operator=(const TransportContext&) = delete;

  [[nodiscard]] Opening& acquire();
  void release(Opening& opening);
  // The TLS settings for connections to `origin`, made when they are first asked for.
  [[nodiscard]] base::Result<net::TlsContext*> tlsFor(const Origin& origin);

  struct TlsEntry {
    bool verify = true;
    const base::ClientCertificate* certificate = nullptr;
    std::unique_ptr<net::TlsContext> context;
  };

  net::EventLoop& loop;
  net::Resolver resolver;
  net::Dialer dialer;
  const TlsSettings settings;
  std::vector<char> plain;    // what a read delivers, after decryption
  std::vector<char> cipher;   // what a read delivers before it; empty until TLS is used
  std::vector<TlsEntry> tls;  // few: one for each certificate of the testcases, verifying or not
  std::vector<std::unique_ptr<Opening>> openings;
  std::vector<Opening*> free_openings;
};

}  // namespace hrp::http
