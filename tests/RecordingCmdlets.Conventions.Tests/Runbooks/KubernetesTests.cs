using k8s;
using k8s.Models;
using RecordingCmdlets.Engine;

namespace RecordingCmdlets.Conventions.Tests.Runbooks;

/// <summary>The manifests, read strictly by the client library of Kubernetes: an unknown field is an error.</summary>
public sealed class KubernetesTests
{
    private const string Folder = "samples/schedules/kubernetes";
    private const string Indexed = $"{Folder}/indexed-cronjob.yaml";

    public static IEnumerable<TheoryDataRow<string>> Manifests() => House.Files(Folder, "*.yaml").Select(f => new TheoryDataRow<string>(f));

    [Theory]
    [MemberData(nameof(Manifests))]
    public void It_runs_every_week_and_never_beside_itself(string file)
    {
        var spec = Job(House.Read(file)).Spec;

        Assert.True(Schedule.IsWeekly(spec.Schedule), spec.Schedule);
        Assert.Equal("Etc/UTC", spec.TimeZone);
        Assert.Equal("Forbid", spec.ConcurrencyPolicy);
        Assert.True(spec.StartingDeadlineSeconds >= 600);
        Assert.NotNull(spec.JobTemplate.Spec.TtlSecondsAfterFinished);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void It_ends_by_itself_and_is_not_repeated_on_the_spot(string file)
    {
        var job = Job(House.Read(file)).Spec.JobTemplate.Spec;
        var limit = Schedule.TimeLimit(string.Join(' ', Container(job).Args));

        Assert.True(limit + Schedule.Room <= TimeSpan.FromSeconds(job.ActiveDeadlineSeconds!.Value));
        Assert.Equal(0, job.BackoffLimitPerIndex ?? job.BackoffLimit);
        Assert.Equal("Never", job.Template.Spec.RestartPolicy);
        Assert.True(job.Template.Spec.TerminationGracePeriodSeconds >= Schedule.Grace.TotalSeconds);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void It_may_do_nothing_but_its_work(string file)
    {
        var pod = Job(House.Read(file)).Spec.JobTemplate.Spec.Template.Spec;
        var container = Assert.Single(pod.Containers);

        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.NotEqual(0, pod.SecurityContext.RunAsUser);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        // Every folder that is mounted is there, and what is no state is read-only.
        Assert.Equal(pod.Volumes.Select(v => v.Name).Order(StringComparer.Ordinal), container.VolumeMounts.Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.All(container.VolumeMounts.Where(m => m.MountPath != "/state"), m => Assert.True(m.ReadOnlyProperty));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Keys_come_as_files(string file)
    {
        var pod = Job(House.Read(file)).Spec.JobTemplate.Spec.Template.Spec;
        var variables = Assert.Single(pod.Containers).Env ?? [];

        Assert.Equal(Convert.ToInt32("440", 8), Assert.Single(pod.Volumes, v => v.Secret is not null).Secret.DefaultMode);
        Assert.DoesNotContain(variables, e => e.ValueFrom is not null);
        Assert.All(variables.Where(e => e.Name.Contains("KEY", StringComparison.Ordinal) || e.Name.Contains("TOKEN", StringComparison.Ordinal)), e => Assert.EndsWith("_FILE", e.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void The_indexed_job_has_a_pod_for_each_connection()
    {
        var job = Job(House.Read(Indexed)).Spec.JobTemplate.Spec;
        var map = KubernetesYaml.LoadAllFromString(House.Read(Indexed), strict: true).OfType<V1ConfigMap>().Single();
        var connections = ReadConnections(map.Data["connections.json"]);
        var count = connections.Count;

        Assert.Equal("Indexed", job.CompletionMode);
        Assert.Equal(count, job.Completions);
        Assert.Equal(count, connections.Select(c => c.Name).Distinct().Count());
        Assert.Contains("--connection-index=$(JOB_COMPLETION_INDEX)", Container(job).Args);
        Assert.Contains(job.Template.Spec.Volumes, v => v.ConfigMap?.Name == map.Metadata.Name);
    }

    [Theory]
    [InlineData("concurrencyPolicy: Forbid", "concurencyPolicy: Forbid")]
    [InlineData("readOnlyRootFilesystem: true", "readonlyRootFilesystem: true")]
    [InlineData("activeDeadlineSeconds: 21600", "activeDeadlineSeconds: six hours")]
    public void A_slip_is_found(string right, string wrong)
    {
        var yaml = House.Read($"{Folder}/cronjob.yaml");

        Assert.Contains(right, yaml, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => Job(yaml.Replace(right, wrong, StringComparison.Ordinal)));
    }

    /// <summary>As the runner reads them; a key is opened only by who connects.</summary>
    private static IReadOnlyList<ConnectionSpecification> ReadConnections(string json)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            return new RecordingEngine().ReadConnections(path, static _ => null, new NoNotices());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static V1CronJob Job(string yaml) => Assert.Single(KubernetesYaml.LoadAllFromString(yaml, strict: true).OfType<V1CronJob>());

    private static V1Container Container(V1JobSpec job) => Assert.Single(job.Template.Spec.Containers);
}
