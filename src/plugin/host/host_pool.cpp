#include "plugin/host/host_pool.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace hrp::plugin {

using State = FunctionHost::State;

HostPool::HostPool(HostKind kind, int count) : kind_(std::move(kind)) {
  for (int i = 0; i < count; ++i) hosts_.push_back(kind_.make());
}

void HostPool::startOthers(base::TimePoint now) {
  for (std::size_t i = 1; i < hosts_.size(); ++i) hosts_[i]->start(now);
}

HostPool::Host HostPool::started(base::TimePoint now) {
  auto host = kind_.make();
  host->start(now);
  return host;
}

void HostPool::call(std::uint64_t lane, QueuedCall call) {
  if (!broken_.empty()) {
    return call.done(
        base::fail(base::ErrorCode::kFunction, "function " + call.name + ": " + broken_));
  }
  hosts_[lane % hosts_.size()]->call(std::move(call));
}

void HostPool::flush() {
  for (const Host& host : hosts_) host->flush();
}

void HostPool::appendPolls(std::vector<pollfd>& polls) {
  polled_hosts_ = hosts_.size();
  polled_retired_ = retired_.size();
  for (const Host& host : hosts_) host->appendPolls(polls);
  for (const Host& host : retired_) host->appendPolls(polls);
}

void HostPool::handle(const pollfd* polls, base::TimePoint now) {
  for (auto [list, count] : {std::pair{&hosts_, polled_hosts_}, {&retired_, polled_retired_}}) {
    for (std::size_t i = 0; i < count; ++i, polls += FunctionHost::kPolls) {
      (*list)[i]->handle(polls);
      (*list)[i]->expire(now);
    }
  }
}

bool HostPool::replaceLost(base::TimePoint now) {
  std::erase_if(retired_, [](const Host& host) {
    if (host->idle()) host->end({});
    return host->idle();
  });
  for (Host& host : hosts_) {
    if (host->state() == State::kStuck) {
      spdlog::warn("{}: process {}: {}; it is replaced", kind_.file, host->processId(),
                   host->obituary());
      retired_.push_back(std::exchange(host, started(now)));
    }
    while (host->state() == State::kDead) {
      if (crashes_.crashed(now)) {
        giveUp(*host);
        return false;
      }
      spdlog::warn("{}: process {} is replaced: {}", kind_.file, host->processId(),
                   host->obituary());
      host = started(now);
    }
  }
  return true;
}

void HostPool::giveUp(const FunctionHost& last) {
  spdlog::error("{}: process {} is not replaced: {}", kind_.file, last.processId(),
                last.obituary());
  broken_ = kind_.file + ": " + std::to_string(CrashWatch::kMost) + " " + kind_.plural +
            " were lost within a minute; the last: " + last.problem().message;
  for (const auto* list : {&hosts_, &retired_}) {
    for (const Host& host : *list) host->end(broken_);
  }
  hosts_.clear();
  retired_.clear();
}

std::optional<base::TimePoint> HostPool::nextDeadline() const {
  std::optional<base::TimePoint> next;
  for (const auto* list : {&hosts_, &retired_}) {
    for (const Host& host : *list) {
      const auto one = host->nextDeadline();
      if (one && (!next || *one < *next)) next = one;
    }
  }
  return next;
}

void HostPool::end() {
  for (const Host& host : hosts_) host->hangUp();
  for (const Host& host : retired_) host->end("the run has ended");
  retired_.clear();
  hosts_.clear();
}

}  // namespace hrp::plugin
