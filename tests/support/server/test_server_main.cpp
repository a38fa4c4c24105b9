// hrp-test-server [--port N] [--tls CERT KEY] [--proxy]: the test server as a program. The first
// line on standard output tells its address; SIGTERM or SIGINT ends it.

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "support/server/test_server.hpp"

namespace {

bool parse(int argc, char** argv, hrp::testing::TestServer::Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag == "--port" && i + 1 < argc) {
      options.port = static_cast<std::uint16_t>(std::atoi(argv[++i]));
    } else if (flag == "--tls" && i + 2 < argc) {
      options.certificate_file = argv[++i];
      options.key_file = argv[++i];
    } else if (flag == "--proxy") {
      options.proxy = true;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  hrp::testing::TestServer::Options options;
  if (!parse(argc, argv, options)) {
    std::fprintf(stderr, "usage: %s [--port N] [--tls CERT KEY] [--proxy]\n", argv[0]);
    return 2;
  }
  // Blocked before the server's thread starts, so that only sigwait() sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto server = hrp::testing::TestServer::start(options);
  if (!server) {
    std::fprintf(stderr, "%s\n", server.error().message.c_str());
    return 1;
  }
  std::printf("listening on 127.0.0.1:%u\n", unsigned{(*server)->port()});
  std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  (*server)->stop();
  return 0;
}
