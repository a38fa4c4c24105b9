// A program that speaks as a debugtalk.bin does (HashiCorp's go-plugin, fungo's service), for tests
// that have no Go: over a unix socket, one thread. Its functions:
//
//   echo(…)       its arguments            add(a, b)    their sum
//   fail(text)    an error                 nothing()    an answer without a value
//   text(n)       n characters             variable(n)  of its environment
//   keep()        no answer                keep_free()  answers those of keep, too
//   die(text)     prints it, exits 3       print(text)  into the stream of what is printed
//   process()     its number               garble()     an answer that is no message
//
// What it should do wrong before that is in the variable PEER: cookie (asks for another one),
// version, netrpc, silent, exit, deaf (a socket where nobody listens), names (refuses to list).
#include <sys/poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <list>
#include <nlohmann/json.hpp>

#include "support/plugins/grpc_peer.hpp"

namespace {

using hrp::testing::GrpcPeer;
using hrp::testing::textField;
using hrp::testing::textIn;
using nlohmann::json;

std::string variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

class FungoPeer {
 public:
  explicit FungoPeer(int listener) : listener_(listener) {}

  void run() {
    while (!leaving_) {
      std::vector<pollfd> polls{{listener_, POLLIN, 0}};
      for (const Client& client : clients_) polls.push_back({client.socket, POLLIN, 0});
      if (::poll(polls.data(), polls.size(), -1) < 0) return;
      std::size_t at = 1;
      for (auto client = clients_.begin(); client != clients_.end(); ++at) {
        const bool gone = polls[at].revents != 0 && !serve(*client);
        if (gone) ::close(client->socket);
        client = gone ? clients_.erase(client) : std::next(client);
      }
      if (polls[0].revents != 0) accept();
    }
  }

 private:
  struct Client {
    Client(int from, GrpcPeer::Serve serve) : socket(from), peer(std::move(serve)) {}
    int socket;
    GrpcPeer peer;
    std::int32_t printed = 0;
    std::vector<std::int32_t> kept;
  };

  void accept() {
    const int socket = ::accept(listener_, nullptr, nullptr);
    if (socket < 0) return;
    clients_.emplace_back(
        socket, [this](GrpcPeer& /*peer*/, const GrpcPeer::Ask& ask) { answer(*current_, ask); });
    send(clients_.back());
  }

  bool serve(Client& client) {
    char bytes[65536];
    const ssize_t count = ::read(client.socket, bytes, sizeof bytes);
    if (count <= 0) return false;
    current_ = &client;
    if (!client.peer.receive({bytes, static_cast<std::size_t>(count)})) return false;
    return send(client);
  }

  static bool send(Client& client) {
    const std::string out = client.peer.output();
    for (std::size_t sent = 0; sent < out.size();) {
      const ssize_t count =
          ::send(client.socket, out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return false;
      sent += static_cast<std::size_t>(count);
    }
    return true;
  }

  void answer(Client& client, const GrpcPeer::Ask& ask) {
    GrpcPeer& peer = client.peer;
    if (ask.path == "/plugin.GRPCStdio/StreamStdio") {
      client.printed = ask.stream;
    } else if (ask.path == "/plugin.GRPCController/Shutdown") {
      leaving_ = true;
    } else if (ask.path == "/proto.DebugTalk/GetNames" && variable("PEER") == "names") {
      peer.end(ask.stream, 13, "no%20names");
    } else if (ask.path == "/proto.DebugTalk/GetNames") {
      std::string names;
      for (const char* name :
           {"echo", "add", "fail", "nothing", "text", "variable", "keep", "keep_free", "die",
            "print", "process", "garble", "SumTwo", "sumtwo"}) {
        names += textField(1, name);
      }
      peer.send(ask.stream, names);
      peer.end(ask.stream);
    } else {
      call(client, ask.stream, textIn(ask.message, 1), json::parse(textIn(ask.message, 2)));
    }
  }

  void call(Client& client, std::int32_t stream, const std::string& name, const json& arguments) {
    GrpcPeer& peer = client.peer;
    const auto give = [&peer](std::int32_t to, const json& value) {
      peer.send(to, textField(1, value.dump()));
      peer.end(to);
    };
    if (name == "echo") return give(stream, arguments);
    if (name == "add") return give(stream, arguments[0].get<int>() + arguments[1].get<int>());
    if (name == "fail")
      return peer.end(stream, 2, "bad%0Aluck%3A " + arguments[0].get<std::string>());
    if (name == "text") return give(stream, std::string(arguments[0].get<std::size_t>(), 'x'));
    if (name == "variable") return give(stream, variable(arguments[0].get<std::string>()));
    if (name == "process") return give(stream, ::getpid());
    if (name == "keep") return client.kept.push_back(stream);
    if (name == "die") {
      std::fprintf(stderr, "panic: %s\n\ngoroutine 1 [running]:\n",
                   arguments[0].get<std::string>().c_str());
      std::_Exit(3);
    }
    if (name == "garble") peer.send(stream, "\x0A\x7F");
    if (name == "print") {
      peer.send(client.printed,
                textField(2, arguments[0].get<std::string>()) + std::string("\x08\x01"));
    }
    if (name == "keep_free") {
      for (const std::int32_t kept : client.kept) give(kept, "freed");
      client.kept.clear();
    }
    if (name != "garble") peer.send(stream, "");
    peer.end(stream);
  }

  int listener_;
  std::list<Client> clients_;
  Client* current_ = nullptr;
  bool leaving_ = false;
};

int listenAt(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const auto* raw = reinterpret_cast<const sockaddr*>(&address);
  return ::bind(listener, raw, sizeof address) == 0 && ::listen(listener, 16) == 0 ? listener : -1;
}

}  // namespace

int main() {
  const std::string peer = variable("PEER");
  if (variable("HttpRunnerPlus") != "debugtalk" || peer == "cookie") {
    std::fprintf(stderr, "This binary is a plugin.\n");
    return 1;
  }
  std::fprintf(stderr, "[DEBUG] fungo: start\nready\n");
  if (peer == "exit") return 4;
  if (peer == "silent") return ::pause();
  std::string path = variable("SOCKETS") + "/peer-XXXXXX";
  ::close(::mkstemp(path.data()));
  ::unlink(path.c_str());
  const int listener = peer == "deaf" ? -1 : listenAt(path);
  if (listener < 0 && peer != "deaf") return 5;
  const std::string version = peer == "version" ? "2" : "1";
  const std::string protocol = peer == "netrpc" ? "netrpc" : "grpc";
  std::printf("1|%s|unix|%s|%s|\n", version.c_str(), path.c_str(), protocol.c_str());
  std::fflush(stdout);
  if (peer == "deaf") return ::pause();
  FungoPeer(listener).run();
  ::unlink(path.c_str());
  return 0;
}
