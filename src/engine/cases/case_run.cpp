#include "hrp/engine/case_run.hpp"

#include <algorithm>
#include <utility>

#include "engine/cases/case_recorder.hpp"
#include "engine/run/client_options.hpp"
#include "engine/run/run_plan.hpp"
#include "engine/users/user.hpp"
#include "engine/users/user_host.hpp"

namespace hrp::engine {
namespace {

using base::ErrorCode;
using testcase::Program;

// One user's host: ends the loop with its user.
class SoloHost final : public UserHost {
 public:
  using UserHost::UserHost;
  void userEnded(User&, bool) override { loop.stop(); }
};

// The program as it is run once: the case timeout is the recorder's. A custom function may do more
// than give a value, so what loading called for the config variables is not called again.
std::shared_ptr<const Program> forOneRun(const Program& program) {
  auto out = std::make_shared<Program>(program);
  out->case_timeout = {};
  if (!out->custom_functions.empty()) {
    for (auto& variable : out->config_values) out->fixed_variables.push_back(std::move(variable));
    out->config_variables.clear();
  }
  return out;
}

std::int64_t iterationsOf(const Program& program) {
  constexpr std::uint64_t kMost = 1'000'000'000;
  if (program.parameters == nullptr) return 1;
  return static_cast<std::int64_t>(std::min(program.parameters->runCount(), kMost));
}

}  // namespace

CaseRun::CaseRun(const base::Clock& clock, CaseRunOptions options)
    : clock_(clock), options_(std::move(options)) {}

CaseRun::~CaseRun() = default;

base::Result<CaseOutcome> CaseRun::run(const std::shared_ptr<const Program>& program,
                                       const testcase::Workload& workload, CaseListener& listener) {
  auto alone = std::make_shared<testcase::Workload>(workload);
  alone->programs = {forOneRun(*program)};
  auto shared = makeSharedRun(clock_, alone, options_.settings);
  if (!shared) return base::fail(std::move(shared.error()));
  auto loop = net::EventLoop::create(clock_);
  if (!loop) return base::fail(std::move(loop.error()));
  auto client = clientOptionsOf(options_.settings, 0);
  if (!client) return base::fail(std::move(client.error()));
  auto context = http::ClientContext::create(**loop, std::move(*client));
  if (!context) return base::fail(std::move(context.error()));

  const std::int64_t iterations = iterationsOf(*program);
  const bool own_time = program->case_timeout.count() > 0;
  CaseRecorder recorder({.clock = clock_,
                         .program = *alone->programs.front(),
                         .listener = listener,
                         .iterations = iterations,
                         .continue_on_failure = options_.continue_on_failure,
                         .case_timeout = own_time ? program->case_timeout : options_.case_timeout});
  SoloHost host({**shared, **loop, **context});
  host.observer = &recorder;
  User user(host, UserOrder{.due = clock_.now(), .user_id = 1, .iterations = iterations});
  if (!attach(**loop, user)) return CaseOutcome{false, ErrorCode::kAborted};
  user.begin();
  (*loop)->run();
  detach();
  return recorder.outcome();
}

bool CaseRun::attach(net::EventLoop& loop, User& user) {
  const std::scoped_lock lock(mutex_);
  if (interrupted_) return false;
  loop_ = &loop;
  user_ = &user;
  return true;
}

void CaseRun::detach() {
  const std::scoped_lock lock(mutex_);
  loop_ = nullptr;
  user_ = nullptr;
}

void CaseRun::interrupt() {
  const std::scoped_lock lock(mutex_);
  interrupted_ = true;
  // On the loop's thread, which ends after the user has ended.
  if (loop_ != nullptr) loop_->post([user = user_] { user->abort(); });
}

}  // namespace hrp::engine
