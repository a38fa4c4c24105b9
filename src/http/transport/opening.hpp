#pragma once
// Opening: how a transport comes to stand: the name's addresses, one address after the other until
// one takes the connection, a proxy's tunnel, the TLS handshake. Pooled by the context: an opening
// is of one transport from begin() until the opener is told, or giveUp().
//
// A table of what is where:
//
//   stage         waits for                 socket     goes on with
//   kResolving    the resolver              –          connecting, or fails
//   kConnecting   writability, or a timer   watched    the next address, the tunnel, the handshake
//   kTunnel       the proxy's answer        watched    the handshake, or the transport is open
//   kHandshake    the server's records      watched    the transport is open, or it fails
//   kFailed       the next turn             –          onUnopened
//
// Of one context; every call on its loop's thread.

#include <string>
#include <string_view>

#include "hrp/net/address.hpp"
#include "hrp/net/resolver.hpp"
#include "http/transport/proxy_tunnel.hpp"
#include "http/transport/transport.hpp"

namespace hrp::http {

class Opening final : private net::Timer, private net::Resolver::Waiter {
 public:
  explicit Opening(TransportContext& context) : context_(context) {}
  Opening(const Opening&) = delete;
  Opening& operator=(const Opening&) = delete;

  void begin(Transport& transport, const Way& way, TransportOpener& opener);
  void progress(std::uint32_t events);
  // Without a word to the opener; the transport has forgotten it already, and closes the socket.
  void giveUp();

  [[nodiscard]] std::string_view stageText() const;
  // The present stage has failed: its time and that are booked.
  void bookFailed();

 private:
  enum class Stage : std::uint8_t { kResolving, kConnecting, kTunnel, kHandshake, kFailed };

  void onTimer() override;
  void onResolved(net::AddressSequence found) override;
  void onResolveFailed(std::string_view message) override;

  [[nodiscard]] const std::string& dialedHost() const;
  [[nodiscard]] std::uint16_t dialedPort() const;
  void connectNext();
  void attemptFailed(int error);
  void limitAttempt();
  void onConnected(bool ending);
  void startTunnel(bool ending);
  void tunnelStep(std::uint32_t events);
  [[nodiscard]] int writeTunnelRequest();
  void wayStands(bool ending);
  void startHandshake(bool ending);
  void handshakeStep(std::uint32_t events);
  void done(bool ending);
  void fail(net::Failure failure);
  void bookStage(base::TimePoint now);
  [[nodiscard]] base::TimePoint fresh() const { return context_.loop.clock().now(); }

  TransportContext& context_;
  Transport* transport_ = nullptr;  // null: none, it is in the pool
  TransportOpener* opener_ = nullptr;
  Way way_;
  Stage stage_ = Stage::kResolving;
  base::TimePoint stage_began_{};
  net::AddressSequence addresses_;
  ProxyTunnel tunnel_;
  net::Failure failure_;  // of the attempts so far
};

}  // namespace hrp::http
