#include "hrp/cluster/bundle_io.hpp"

#include <utility>

#include "hrp/cluster/messages.hpp"

namespace hrp::cluster {

using base::ErrorCode;
using base::fail;
using base::Result;

Result<PreparedBundle> packTestcases(const std::vector<std::string>& paths,
                                     const std::string& working_folder,
                                     const testcase::LoadOptions& options) {
  auto loaded = testcase::loadTestcases(paths, working_folder, options);
  if (!loaded) return fail(loaded.error());
  if (auto good = testcase::refuseDiagnostics(loaded->workload); !good) return fail(good.error());
  auto encoded = loaded->bundle->encode();
  if (!encoded) return fail(std::move(encoded.error()));
  auto bytes = std::make_shared<const std::string>(std::move(*encoded));
  if (bytes->size() > kMaxBundleBytes) {
    return fail(ErrorCode::kLimit, "the testcases and their files are larger than 1 GiB");
  }
  engine::FleetPlan fleet = engine::fleetPlanOf(loaded->workload);
  if (fleet.rows.size() > engine::FleetPlan::kMaxSets ||
      fleet.points.size() > engine::FleetPlan::kMaxPoints) {
    return fail(ErrorCode::kLimit,
                "the testcases have more than 4096 parameter sets or rendezvous");
  }
  auto thresholds = runner::thresholdGroundOf(loaded->workload);
  if (!thresholds) return fail(std::move(thresholds.error()));
  std::string hash = testcase::bundleHash(*bytes);
  return PreparedBundle{std::move(bytes), std::move(hash), std::move(fleet),
                        std::move(*thresholds)};
}

Result<std::shared_ptr<const testcase::Workload>> unpackTestcases(
    const std::string& encoded, const std::string& hash, const testcase::LoadOptions& options) {
  if (testcase::bundleHash(encoded) != hash) {
    return fail(ErrorCode::kParse, "the bundle was damaged on the way");
  }
  auto bundle = testcase::Bundle::decode(encoded);
  if (!bundle) return fail(bundle.error());
  auto workload =
      testcase::loadBundle(std::make_shared<const testcase::Bundle>(std::move(*bundle)), options);
  if (!workload) return fail(workload.error());
  if (auto good = testcase::refuseDiagnostics(*workload); !good) return fail(good.error());
  return std::make_shared<const testcase::Workload>(std::move(*workload));
}

}  // namespace hrp::cluster
