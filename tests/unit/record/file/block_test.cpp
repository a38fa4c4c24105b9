#include "record/file/block.hpp"

#include <gtest/gtest.h>

namespace hrp::record {
namespace {

TEST(Block, PacksColumnsAndUnpacksThem) {
  BlockPacker packer;
  const std::string longer(100'000, 'x');
  const std::string block = packer.pack(BlockKind::kFigures, 7, {longer, "", "abc"});
  EXPECT_LT(block.size(), 200U);
  const auto header = readBlockHeader(block);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->kind, BlockKind::kFigures);
  EXPECT_EQ(header->second, 7U);
  const auto behind = std::string_view(block).substr(kBlockHeaderBytes);
  EXPECT_EQ(header->bytes, behind.size());
  EXPECT_EQ(header->checksum, checksumOf(block, behind));
  BlockUnpacker unpacker;
  std::string first;
  std::string second = "old";
  std::string third;
  ASSERT_TRUE(unpacker.unpack(behind, {&first, &second, &third}));
  EXPECT_EQ(first, longer);
  EXPECT_EQ(second, "");
  EXPECT_EQ(third, "abc");
}

TEST(Block, EveryChangedBitBreaksTheChecksumOrTheHeader) {
  BlockPacker packer;
  const std::string block = packer.pack(BlockKind::kMoment, 7, {"a text", "another text"});
  for (std::size_t bit = 0; bit < block.size() * 8; ++bit) {
    std::string changed = block;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    const auto header = readBlockHeader(changed);
    const auto behind = std::string_view(changed).substr(kBlockHeaderBytes);
    EXPECT_TRUE(!header || header->checksum != checksumOf(changed, behind)) << bit;
  }
}

TEST(Block, UnpackingTakesAnyBytes) {
  BlockPacker packer;
  const std::string block = packer.pack(BlockKind::kMoment, 7, {"a text", "another text"});
  const auto behind = std::string_view(block).substr(kBlockHeaderBytes);
  BlockUnpacker unpacker;
  std::string one;
  std::string other;
  for (std::size_t size = 0; size < behind.size(); ++size) {
    EXPECT_FALSE(unpacker.unpack(behind.substr(0, size), {&one, &other})) << size;
  }
  EXPECT_FALSE(unpacker.unpack(behind, {&one})) << "a column too few";
  EXPECT_FALSE(unpacker.unpack(std::string(behind) + "x", {&one, &other}));
}

}  // namespace
}  // namespace hrp::record
