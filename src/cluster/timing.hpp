#pragma once
// Times of the protocol; docs/protocol.md gives the reasons.

#include "hrp/base/clock.hpp"

namespace hrp::cluster {

inline constexpr base::Duration kTickInterval = std::chrono::milliseconds(100);
inline constexpr base::Duration kHeartbeatInterval = std::chrono::seconds(1);
inline constexpr base::Duration kIntroduceInterval = std::chrono::milliseconds(250);
inline constexpr base::Duration kMissingAfter = std::chrono::seconds(3);
inline constexpr base::Duration kOrphanedAfter = std::chrono::seconds(15);
inline constexpr base::Duration kResendInterval = std::chrono::milliseconds(500);
inline constexpr base::Duration kReportInterval = std::chrono::milliseconds(100);
inline constexpr base::Duration kReportSlack = std::chrono::milliseconds(25);
inline constexpr base::Duration kReportIntervalMost = std::chrono::seconds(1);
inline constexpr base::Duration kPrepareLimit = std::chrono::seconds(60);
inline constexpr base::Duration kLoadLimit = std::chrono::minutes(15);  // of a share, in all
// Beyond the drain.
inline constexpr base::Duration kStopLimit = std::chrono::seconds(30);  // of a live worker
// Of one that is silent; and of one that is silent at the end of a run with which the master ends.
inline constexpr base::Duration kStopLimitSilent = std::chrono::milliseconds(2'500);
inline constexpr base::Duration kStopLimitLast = std::chrono::seconds(10);
inline constexpr base::Duration kPauseAfter = std::chrono::seconds(1);  // of the own process
inline constexpr base::Duration kQuitLimit = std::chrono::seconds(3);
inline constexpr base::Duration kNoWorkersAfter = std::chrono::seconds(15);
inline constexpr base::Duration kForgetMissingAfter = std::chrono::minutes(5);
inline constexpr base::Duration kLeaveLimit = std::chrono::seconds(5);  // beyond the drain

}  // namespace hrp::cluster
