# mold links a test executable in a fraction of GNU ld's time; without it the compiler's default serves.
find_program(HRP_MOLD mold)
if(HRP_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
