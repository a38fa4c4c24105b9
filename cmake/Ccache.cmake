# ccache makes rebuilds and the sanitizer builds of CI cheap, also in a new clone (paths are hashed
# relative to the source folder). Precompiled headers need its "sloppiness"; the compiler's own list of
# what it read saves a preprocessor run for each file that is not in the cache.
find_program(HRP_CCACHE ccache)
if(HRP_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${HRP_CCACHE})
endif()
