#include "engine/steps/step_tools.hpp"

namespace hrp::engine {

StepTools::StepTools(SharedRun& run, base::Random& random)
    : renderer({run.plan.settings.disable_keepalive, run.plan.settings.disable_compression}, random,
               [&run](const std::string& path) { return run.files.open(path); }) {}

std::shared_ptr<StepTools> makeStepTools(SharedRun& run, base::Random& random) {
  return std::make_shared<StepTools>(run, random);
}

}  // namespace hrp::engine
