// What a connect() costs while more and more connections to one address stand, for each way to find
// local ports.
//
// usage: hrp-connect-bench [ADDRESS [CONNECTIONS [THREADS]]]
//
// ADDRESS is one of this machine (127.0.0.1 or ::1), CONNECTIONS at most what the local port range
// holds (28,000), THREADS the number of dialers that take turns. Prints a table of microseconds of
// processor time, means of 2,000 connections. Connections are handed to processes that do nothing
// but keep them, so the limit of open files does not matter.

#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "hrp/net/dialer.hpp"

namespace hrp::net {
namespace {

constexpr int kRow = 2'000;

struct Way {
  const char* name;
  Dialer::Choice choice;
};
constexpr Way kWays[] = {{"kernel's choice", Dialer::Choice::kKernel},
                         {"windows", Dialer::Choice::kBest},
                         {"own past half", Dialer::Choice::kOwnPastHalf},
                         {"own from the first on", Dialer::Choice::kOwn}};

[[noreturn]] void die(const std::string& what) {
  std::fprintf(stderr, "hrp-connect-bench: %s\n", what.c_str());
  std::exit(1);
}

double cpuMicroseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// Keeps both ends of connections, most of them in other processes.
class Kept {
 public:
  Kept() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) die(std::strerror(errno));
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    most_ = std::min<std::size_t>(files.rlim_cur, 20'000) - 100;
  }
  ~Kept() {
    for (const pid_t keeper : keepers_) {
      ::kill(keeper, SIGKILL);
      ::waitpid(keeper, nullptr, 0);
    }
  }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;

  void keep(Descriptor client, Descriptor server) {
    resetOnClose(client.get());  // nothing stays behind for the next way
    descriptors_.push_back(std::move(client));
    descriptors_.push_back(std::move(server));
    if (descriptors_.size() + 2 > most_) handOver();
  }

 private:
  void handOver() {
    const pid_t keeper = ::fork();
    if (keeper < 0) die(std::strerror(errno));
    if (keeper == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (;;) ::pause();
    }
    keepers_.push_back(keeper);
    descriptors_.clear();
  }

  std::size_t most_ = 0;
  std::vector<Descriptor> descriptors_;
  std::vector<pid_t> keepers_;
};

std::vector<Dialer> dialersOf(Dialer::Choice choice, std::uint32_t threads) {
  std::vector<Dialer> dialers;
  for (std::uint32_t thread = 0; thread < threads; ++thread) {
    auto dialer = Dialer::create({.thread = thread, .threads = threads, .choice = choice});
    if (!dialer) die(dialer.error().message);
    dialers.push_back(std::move(*dialer));
  }
  return dialers;
}

std::vector<double> measure(const Way& way, Address address, int connections, unsigned threads) {
  auto listener = listenTcp(address);
  if (!listener) die(listener.error().message);
  address.setPort(boundPort(listener->get()));
  std::vector<Dialer> dialers = dialersOf(way.choice, threads);
  Kept kept;
  std::vector<double> means;
  double spent = 0;
  for (int i = 0; i < connections; ++i) {
    const double before = cpuMicroseconds();
    ConnectStart started = dialers[static_cast<unsigned>(i) % threads].connect(address);
    spent += cpuMicroseconds() - before;
    if (started.error != 0) {
      die(std::string(way.name) + ": connection " + std::to_string(i) + ": " +
          std::strerror(started.error));
    }
    pollfd waiting{listener->get(), POLLIN, 0};
    if (::poll(&waiting, 1, 5'000) != 1) die("no connection came");
    kept.keep(std::move(started.descriptor), acceptTcp(listener->get()));
    if ((i + 1) % kRow != 0) continue;
    means.push_back(spent / kRow);
    spent = 0;
  }
  return means;
}

int run(const std::string& text, int connections, unsigned threads) {
  const auto address = Address::fromLiteral(text);
  if (!address || connections < kRow || threads == 0) {
    die("usage: hrp-connect-bench [ADDRESS [CONNECTIONS [THREADS]]]");
  }
  std::printf("| connections |");
  for (const Way& way : kWays) std::printf(" %s |", way.name);
  std::printf("\n|---|---|---|---|---|\n");
  std::vector<std::vector<double>> columns;
  for (const Way& way : kWays) columns.push_back(measure(way, *address, connections, threads));
  for (std::size_t row = 0; row < columns.front().size(); ++row) {
    std::printf("| to %zu |", (row + 1) * kRow);
    for (const auto& column : columns) std::printf(" %.0f |", column[row]);
    std::printf("\n");
  }
  return 0;
}

}  // namespace
}  // namespace hrp::net

int main(int argc, char** argv) {
  const std::string address = argc > 1 ? argv[1] : "127.0.0.1";
  const int connections = argc > 2 ? std::atoi(argv[2]) : 28'000;
  const int threads = argc > 3 ? std::atoi(argv[3]) : 1;
  return hrp::net::run(address, connections, threads > 0 ? static_cast<unsigned>(threads) : 0U);
}
