#include "hrp/control/control_server.hpp"

#include <pthread.h>
#include <signal.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <exception>
#include <future>
#include <string_view>
#include <thread>
#include <utility>

#include "control/guarded_server.hpp"
#include "control/listen_address.hpp"
#include "control/replies.hpp"
#include "control/site_guard.hpp"
#include "control/task_pool.hpp"
#include "hrp/runner/profile.hpp"

namespace hrp::control {
namespace {

constexpr std::size_t kQueueBound = 64;
constexpr const char* kJson = "application/json";
constexpr const char* kText = "text/plain; charset=utf-8";

struct Route {
  std::string_view path;
  std::string_view methods;  // "GET, POST"
  bool changes_run;
};

constexpr std::array kRoutes{
    Route{"/", "GET", false},          Route{"/workers", "GET", false},
    Route{"/master", "GET", false},    Route{"/start", "POST", true},
    Route{"/rebalance", "POST", true}, Route{"/stop", "GET, POST", true},
    Route{"/quit", "GET, POST", true},
};

const Route* routeOf(const std::string& path) {
  const auto* const found = std::find_if(kRoutes.begin(), kRoutes.end(),
                                         [&](const Route& route) { return route.path == path; });
  return found == kRoutes.end() ? nullptr : found;
}

// HEAD asks what GET would say; it must never change a run.
bool allows(const Route& route, const std::string& method) {
  if (method == "HEAD") return route.methods == "GET" && !route.changes_run;
  return (method == "GET" || method == "POST") &&
         route.methods.find(method) != std::string_view::npos;
}

// A method that the library does not know is a bad request to it; RFC 9110 9.1 says 501.
bool isUnknownMethod(const std::string& method) {
  constexpr std::array<std::string_view, 10> kKnown{
      "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"};
  return !method.empty() && std::find(kKnown.begin(), kKnown.end(), method) == kKnown.end() &&
         std::all_of(method.begin(), method.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
}

RequestSite siteOf(const httplib::Request& request) {
  return {.method = request.method,
          .host = request.get_header_value("Host"),
          .origin = request.get_header_value("Origin"),
          .fetch_site = request.get_header_value("Sec-Fetch-Site"),
          .referer = request.get_header_value("Referer"),
          .user_agent = request.get_header_value("User-Agent"),
          .accept = request.get_header_value("Accept")};
}

std::vector<std::string> ownNames(const std::vector<std::string>& told) {
  std::vector<std::string> names = machineNames();
  names.insert(names.end(), told.begin(), told.end());
  return names;
}

// Signals belong to the threads of the program; the library's accept() would end at one.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

struct ControlServer::Impl {
  Impl(runner::RunControl& run_control, const base::Clock& run_clock, ControlOptions run_options)
      : control(run_control),
        clock(run_clock),
        options(std::move(run_options)),
        guard(ownNames(options.names)) {}

  void addHandlers();
  base::Result<> bind(const ListenAddress& wanted);
  void listen(std::promise<void>& listening);
  httplib::Server::HandlerResponse route(const httplib::Request& request,
                                         httplib::Response& response);
  void answerGet(const httplib::Request& request, httplib::Response& response);
  std::string start(const std::string& body);
  std::string rebalance(const std::string& body);
  std::string stopRun(const base::Result<runner::StopRequest>& request);
  std::string quit();
  std::string stopAsQuery(const httplib::Request& request);
  std::string stopAsBody(const std::string& body);

  runner::RunControl& control;
  const base::Clock& clock;
  const ControlOptions options;
  const SiteGuard guard;
  ListenAddress address;
  std::unique_ptr<GuardedServer> server;
  std::thread thread;
};

void ControlServer::Impl::addHandlers() {
  server->set_default_headers(
      {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}});
  server->set_pre_routing_handler(
      [this](const httplib::Request& request, httplib::Response& response) {
        return route(request, response);
      });
  server->Post("/start", [this](const httplib::Request& request, httplib::Response& response) {
    response.set_content(start(request.body), kJson);
  });
  server->Post("/rebalance", [this](const httplib::Request& request, httplib::Response& response) {
    response.set_content(rebalance(request.body), kJson);
  });
  server->Post("/quit", [this](const httplib::Request&, httplib::Response& response) {
    response.set_content(quit(), kJson);
  });
  server->Post("/stop", [this](const httplib::Request& request, httplib::Response& response) {
    response.set_content(stopAsBody(request.body), kJson);
  });
  server->set_exception_handler([](const httplib::Request& request, httplib::Response& response,
                                   const std::exception_ptr& thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      spdlog::error("control API: {} from {}: {}", request.path, request.remote_addr, error.what());
    } catch (...) {
      spdlog::error("control API: {} from {}: unknown exception", request.path,
                    request.remote_addr);
    }
    response.status = 500;
    response.set_content(refusalBody(500), kJson);
  });
  server->set_error_handler([](const httplib::Request& request, httplib::Response& response) {
    if (response.status == 400 && isUnknownMethod(request.method)) {
      response.status = 501;
      response.set_content(errorReply(ReplyCode::kServerError, "unknown method"), kJson);
    }
    if (response.body.empty()) response.set_content(refusalBody(response.status), kJson);
  });
}

// Answers everything but a POST whose body has still to be read.
httplib::Server::HandlerResponse ControlServer::Impl::route(const httplib::Request& request,
                                                            httplib::Response& response) {
  using Outcome = httplib::Server::HandlerResponse;
  const Route* const found = routeOf(request.path);
  if (found == nullptr) {
    response.status = 404;
    response.set_content(errorReply(ReplyCode::kParameterError, "no such page"), kJson);
    return Outcome::Handled;
  }
  const std::string allow = std::string(found->methods) + ", OPTIONS";
  if (request.method == "OPTIONS") {
    response.status = 204;
    response.set_header("Allow", allow);
    return Outcome::Handled;
  }
  if (!allows(*found, request.method)) {
    response.status = 405;
    response.set_header("Allow", allow);
    response.set_content("method " + request.method + " not allowed", kText);
    return Outcome::Handled;
  }
  if (found->changes_run) {
    if (const auto refusal = guard.refusal(siteOf(request))) {
      spdlog::warn("control API: {} {} from {} refused: {}", request.method, found->path,
                   request.remote_addr, *refusal);
      response.status = 403;
      response.set_content(errorReply(ReplyCode::kParameterError, *refusal), kJson);
      return Outcome::Handled;
    }
    spdlog::info("control API: {} {} from {}", request.method, found->path, request.remote_addr);
  }
  if (request.method == "POST") return Outcome::Unhandled;
  answerGet(request, response);
  return Outcome::Handled;
}

void ControlServer::Impl::answerGet(const httplib::Request& request, httplib::Response& response) {
  response.status = 200;
  if (request.path == "/") {
    response.set_content("Welcome to httprunner page!", kText);
  } else if (request.path == "/workers") {
    response.set_content(workersReply(*control.snapshot()), kJson);
  } else if (request.path == "/master") {
    response.set_content(masterReply(*control.snapshot()), kJson);
  } else if (request.path == "/stop") {
    response.set_content(stopAsQuery(request), kJson);
  } else {
    response.set_content(quit(), kJson);
  }
}

std::string ControlServer::Impl::quit() {
  control.quit();
  return successReply();
}

std::string ControlServer::Impl::start(const std::string& body) {
  const auto document = parseBody(body);
  if (!document) return errorReply(ReplyCode::kServerError, document.error());
  runner::RunProfile profile;
  if (const auto applied = runner::applyProfile(*document, profile); !applied) {
    return errorReply(ReplyCode::kServerError, applied.error());
  }
  if (profile.testcase_paths.empty()) {
    return errorReply(ReplyCode::kServerError, "missing testcases path");
  }
  const auto started = control.start(profile);
  return started ? successReply() : errorReply(ReplyCode::kServerError, started.error());
}

std::string ControlServer::Impl::rebalance(const std::string& body) {
  const auto document = parseBody(body);
  if (!document) return errorReply(ReplyCode::kServerError, document.error());
  const auto request = runner::parseRebalance(*document);
  if (!request) return errorReply(ReplyCode::kServerError, request.error());
  const auto changed = control.rebalance(*request);
  return changed ? successReply() : errorReply(ReplyCode::kServerError, changed.error());
}

// GET /stop?drain=5s
std::string ControlServer::Impl::stopAsQuery(const httplib::Request& request) {
  expression::Value document = expression::Value::object();
  for (const auto& [key, value] : request.params) document[key] = value;
  return stopRun(runner::parseStop(document));
}

std::string ControlServer::Impl::stopAsBody(const std::string& body) {
  if (body.empty()) return stopRun(runner::StopRequest{});
  const auto document = parseBody(body);
  if (!document) return errorReply(ReplyCode::kServerError, document.error());
  return stopRun(runner::parseStop(*document));
}

std::string ControlServer::Impl::stopRun(const base::Result<runner::StopRequest>& request) {
  if (!request) return errorReply(ReplyCode::kServerError, request.error());
  const auto stopped = control.stop(*request);
  return stopped ? successReply() : errorReply(ReplyCode::kStopError, stopped.error());
}

base::Result<> ControlServer::Impl::bind(const ListenAddress& wanted) {
  address = wanted;
  bool bound = false;
  if (wanted.port == 0) {
    const int port = server->bind_to_any_port(wanted.host);
    bound = port > 0;
    if (bound) address.port = static_cast<std::uint16_t>(port);
  } else {
    bound = server->bind_to_port(wanted.host, wanted.port);
  }
  if (!bound) {
    return base::fail(base::ErrorCode::kIo, "control API: cannot listen on " + toText(wanted),
                      "is another master running, or is the address not of this machine?");
  }
  server->widenBacklog();
  return {};
}

void ControlServer::Impl::listen(std::promise<void>& listening) {
  bool announced = false;
  server->new_task_queue = [&] {
    // shutDown() between two calls of listen_after_bind() finds nothing to close.
    if (server->shuttingDown()) server->stop();
    if (!std::exchange(announced, true)) listening.set_value();
    return new TaskPool(options.limits.connections + options.limits.spare_threads, kQueueBound);
  };
  while (true) {
    server->listen_after_bind();
    if (server->shuttingDown()) return;
    // The library gives up listening when accepting fails once, for whatever reason.
    spdlog::warn("control API: accepting failed, listening again on {}", toText(address));
    if (const auto bound = bind(address); !bound) {
      spdlog::error("{}", bound.error().message);
      return;
    }
  }
}

ControlServer::ControlServer(runner::RunControl& control, const base::Clock& clock,
                             ControlOptions options)
    : impl_(std::make_unique<Impl>(control, clock, std::move(options))) {}

ControlServer::~ControlServer() {
  stop();
}

base::Result<> ControlServer::start() {
  const auto wanted = parseListenAddress(impl_->options.address);
  if (!wanted) return base::fail(wanted.error());
  impl_->server = std::make_unique<GuardedServer>(impl_->clock, impl_->options.limits);
  impl_->addHandlers();
  if (auto bound = impl_->bind(*wanted); !bound) {
    impl_->server.reset();
    return bound;
  }
  std::promise<void> listening;
  const SignalsBlocked inherited_by_its_threads;
  impl_->thread = std::thread([this, &listening] { impl_->listen(listening); });
  listening.get_future().wait();
  return {};
}

void ControlServer::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->server->shutDown();
  impl_->thread.join();
  impl_->server.reset();
}

std::uint16_t ControlServer::port() const {
  return impl_->address.port;
}

std::string ControlServer::url() const {
  return "http://" + toText(impl_->address);
}

}  // namespace hrp::control
