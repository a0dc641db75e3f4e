# Links every part of the package's sources into the folder that has the built module.
file(GLOB PARTS ${SOURCE}/*)
foreach(part ${PARTS})
  get_filename_component(name ${part} NAME)
  file(CREATE_LINK ${part} ${TARGET}/${name} SYMBOLIC)
endforeach()
get_filename_component(name ${FILES_LIBRARY} NAME)
file(CREATE_LINK ${FILES_LIBRARY} ${TARGET}/${name} SYMBOLIC)
