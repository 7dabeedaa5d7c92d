# Meetings go to the recycle bin of Webex, where they can be brought back for a while.
@{
    Format = 'recordingcmdlets-policy/1'
    Name   = 'Meetings'
    Reason = 'Meetings are kept for half a year'
    Fuse   = @{ Maximum = 500; MaximumShare = 0.1 }
    Rules  = @(
        @{ Name = 'board'; Providers = 'Webex'; Titles = '*board*', '*works council*'; Action = 'keep' }
        @{ Name = 'short'; Providers = 'Webex'; MaximumDuration = '2m'; OlderThan = '14d'; Action = 'recycle' }
        @{
            Name      = 'meetings'
            Providers = 'Webex'
            OlderThan = '26w'
            KeepIf    = @{ Tags = 'keep*' }
            Action    = 'recycle'
            Fuse      = @{ Maximum = 200 }
        }
    )
}
