; "Upload with Ferry" in the menus of files and folders. SHELL_CONTEXT is the person or the machine
; that Ferry is installed for. A file's path is always absolute, so it is never taken for a switch.

!macro ferryMenu CLASS
  WriteRegStr SHELL_CONTEXT "Software\Classes\${CLASS}\shell\Ferry" "Icon" '"$appExe",0'
  WriteRegStr SHELL_CONTEXT "Software\Classes\${CLASS}\shell\Ferry" "MultiSelectModel" "Player"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${CLASS}\shell\Ferry\command" "" '"$appExe" "%1"'
  ${if} $LANGUAGE == 2052
    WriteRegStr SHELL_CONTEXT "Software\Classes\${CLASS}\shell\Ferry" "MUIVerb" "用 Ferry 上传"
  ${else}
    WriteRegStr SHELL_CONTEXT "Software\Classes\${CLASS}\shell\Ferry" "MUIVerb" "Upload with Ferry"
  ${endif}
!macroend

!macro customInstall
  !insertmacro ferryMenu "*"
  !insertmacro ferryMenu "Directory"
  WriteRegStr SHELL_CONTEXT "Software\Classes\ferry" "" "URL:Ferry"
  WriteRegStr SHELL_CONTEXT "Software\Classes\ferry" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\ferry\shell\open\command" "" '"$appExe" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\*\shell\Ferry"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Directory\shell\Ferry"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\ferry"
  ; What the app itself wrote for the person who used it. An update keeps it.
  ${ifNot} ${isUpdated}
    DeleteRegKey HKCU "Software\Classes\ferry"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "app.ferry.desktop"
  ${endif}
!macroend
