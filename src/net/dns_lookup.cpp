#include "hrp/net/dns_lookup.hpp"

#include <ares.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>

namespace hrp::net {
namespace {

using Answer = Resolver::Answer;

constexpr std::size_t kMaxAddresses = 64;
constexpr int kTryMs = 2'000;  // of one question to one server; doubled with every round
constexpr int kTries = 3;
constexpr auto kWholeLookup = std::chrono::seconds(20);

tl::unexpected<base::Error> cannotResolve(const std::string& host, const char* why) {
  return base::fail(base::ErrorCode::kUnavailable, "cannot resolve " + host + ": " + why);
}

void add(const sockaddr* found, std::vector<Address>& into) {
  const auto address = Address::fromSockaddr(found);
  if (address && into.size() < kMaxAddresses) into.push_back(*address);
}

base::Result<Answer> systemLookup(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int status = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (status != 0) return cannotResolve(host, ::gai_strerror(status));
  Answer answer;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    add(at->ai_addr, answer.addresses);
  }
  ::freeaddrinfo(found);
  return answer;
}

struct ChannelEnd {
  void operator()(ares_channeldata* channel) const { ares_destroy(channel); }
};
using Channel = std::unique_ptr<ares_channeldata, ChannelEnd>;

Channel openChannel(const std::optional<Address>& server) {
  static const int kReady = ares_library_init(ARES_LIB_INIT_ALL);
  if (kReady != ARES_SUCCESS) return {};
  ares_options options{};
  options.timeout = kTryMs;
  options.tries = kTries;
  std::string dns_only = "b";
  options.lookups = dns_only.data();
  ares_channel channel = nullptr;
  const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS;
  if (ares_init_options(&channel, &options, mask) != ARES_SUCCESS) return {};
  Channel opened(channel);
  if (!server) return opened;
  const int set = ares_set_servers_ports_csv(channel, server->text().c_str());
  return set == ARES_SUCCESS ? std::move(opened) : Channel();
}

// Entries of /etc/hosts.
std::vector<Address> hostsFileAnswer(ares_channel channel, const std::string& host) {
  std::vector<Address> addresses;
  for (const int family : {AF_INET, AF_INET6}) {
    hostent* entry = nullptr;
    if (ares_gethostbyname_file(channel, host.c_str(), family, &entry) != ARES_SUCCESS) continue;
    for (char** at = entry->h_addr_list; *at != nullptr; ++at) {
      sockaddr_in6 v6{};
      sockaddr_in v4{};
      if (family == AF_INET6) {
        v6.sin6_family = AF_INET6;
        std::copy_n(*at, sizeof(v6.sin6_addr), reinterpret_cast<char*>(&v6.sin6_addr));
        add(reinterpret_cast<const sockaddr*>(&v6), addresses);
      } else {
        v4.sin_family = AF_INET;
        std::copy_n(*at, sizeof(v4.sin_addr), reinterpret_cast<char*>(&v4.sin_addr));
        add(reinterpret_cast<const sockaddr*>(&v4), addresses);
      }
    }
    ares_free_hostent(entry);
  }
  return addresses;
}

struct Outcome {
  bool done = false;
  int status = ARES_ETIMEOUT;
  Answer answer;
};

// An answer holds as long as its shortest-lived record; one second at least, so that a lifetime of
// zero does not make every connection wait for the server.
void takeAnswer(void* into, int status, int /*timeouts*/, ares_addrinfo* found) {
  auto& outcome = *static_cast<Outcome*>(into);
  outcome.done = true;
  outcome.status = status;
  if (found == nullptr) return;
  int seconds = INT32_MAX;
  for (const ares_addrinfo_node* at = found->nodes; at != nullptr; at = at->ai_next) {
    add(at->ai_addr, outcome.answer.addresses);
    seconds = std::min(seconds, at->ai_ttl);
  }
  for (const ares_addrinfo_cname* at = found->cnames; at != nullptr; at = at->next) {
    seconds = std::min(seconds, at->ttl);
  }
  outcome.answer.ttl = std::chrono::seconds(std::max(seconds, 1));
  ares_freeaddrinfo(found);
}

// One turn of waiting for the servers' sockets.
void turn(ares_channel channel) {
  std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
  const int bits = ares_getsock(channel, sockets.data(), ARES_GETSOCK_MAXNUM);
  std::array<pollfd, ARES_GETSOCK_MAXNUM> polled{};
  nfds_t count = 0;
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    const auto bit = 1U << i;
    const bool reads = (static_cast<unsigned>(bits) & bit) != 0;
    const bool writes = (static_cast<unsigned>(bits) & (bit << ARES_GETSOCK_MAXNUM)) != 0;
    if (!reads && !writes) continue;
    const int events = (reads ? POLLIN : 0) | (writes ? POLLOUT : 0);
    polled[count++] = {sockets[i], static_cast<short>(events), 0};
  }
  timeval longest{.tv_sec = 1, .tv_usec = 0};
  timeval due{};
  const timeval* wait = ares_timeout(channel, &longest, &due);
  ::poll(polled.data(), count, static_cast<int>(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
  bool any = false;
  for (nfds_t i = 0; i < count; ++i) {
    if (polled[i].revents == 0) continue;
    any = true;
    const bool reads = (polled[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
    const bool writes = (polled[i].revents & POLLOUT) != 0;
    ares_process_fd(channel, reads ? polled[i].fd : ARES_SOCKET_BAD,
                    writes ? polled[i].fd : ARES_SOCKET_BAD);
  }
  if (!any) ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // what has timed out
}

base::Result<Answer> lookUp(const std::string& host, const std::optional<Address>& server) {
  // The address of a link, which is known without asking anyone when the link is.
  if (host.find('%') != std::string::npos) {
    return cannotResolve(host, "this machine has no such network interface");
  }
  // A channel of its own: the threads share nothing, and resolv.conf is read again.
  const Channel channel = openChannel(server);
  if (channel == nullptr) return cannotResolve(host, "no memory for a DNS channel");
  if (auto known = hostsFileAnswer(channel.get(), host); !known.empty()) {
    return Answer{std::move(known), {}};
  }
  Outcome outcome;
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  ares_getaddrinfo(channel.get(), host.c_str(), nullptr, &hints, takeAnswer, &outcome);
  const base::SystemClock clock;
  const base::TimePoint end = clock.now() + kWholeLookup;
  while (!outcome.done) {
    turn(channel.get());
    if (!outcome.done && clock.now() > end) ares_cancel(channel.get());
  }
  if (outcome.status == ARES_SUCCESS && !outcome.answer.addresses.empty()) return outcome.answer;
  const bool others_may_know = outcome.status == ARES_ENOTFOUND || outcome.status == ARES_ENODATA ||
                               outcome.status == ARES_ECONNREFUSED;
  if (!server && others_may_know) return systemLookup(host);
  const bool late = outcome.status == ARES_ECANCELLED || outcome.status == ARES_ETIMEOUT;
  return cannotResolve(host,
                       late ? "no answer from the DNS server" : ares_strerror(outcome.status));
}

}  // namespace

Resolver::Lookup makeDnsLookup(std::optional<Address> server) {
  return [server](const std::string& host) { return lookUp(host, server); };
}

}  // namespace hrp::net
