#include "hrp/base/machine/machine_facts.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace hrp::base {
namespace {

TEST(MachineFactsTest, KnowsTheMachineItRunsOn) {
  const MachineFacts facts = readMachineFacts();
  EXPECT_GT(facts.open_files, 0U);
  EXPECT_GE(facts.open_files_hard, facts.open_files);
  EXPECT_GT(facts.local_ports, 0U);
  EXPECT_LE(facts.local_ports, 65'536U);
  EXPECT_GT(facts.memory_bytes, 1U << 20);
  EXPECT_GT(facts.cores, 0.0);
}

TEST(MachineFactsTest, TheMachineHasTheNameThatTheKernelTells) {
  std::ifstream file("/proc/sys/kernel/hostname");
  std::string name;
  std::getline(file, name);
  EXPECT_FALSE(name.empty());
  EXPECT_EQ(hostName(), name);
}

}  // namespace
}  // namespace hrp::base
